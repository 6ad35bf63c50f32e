"""Ask politely: robots, pacing, retries, limits. The only folder that imports httpx."""
