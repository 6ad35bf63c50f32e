# pledgewatch with the versions that it was tested with: docker build -t pledgewatch . && docker run -v pledgewatch:/data pledgewatch nightly
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir uv && uv build --wheel --out-dir /wheels

FROM python:3.12-slim
COPY --from=build /wheels /wheels
COPY constraints.txt /
# No root, and all that is kept in one volume: archive, working database, published files, site.
RUN pip install --no-cache-dir --constraint /constraints.txt /wheels/*.whl && rm -r /wheels && useradd --create-home watch && install -d -o watch /data
USER watch
ENV PLEDGEWATCH_HOME=/data LANG=C.UTF-8
VOLUME /data
ENTRYPOINT ["pledgewatch"]
CMD ["nightly"]
