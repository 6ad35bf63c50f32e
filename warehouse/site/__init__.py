"""The published file as a static site: pages, charts, feeds. `build.build_site` is the way in."""
