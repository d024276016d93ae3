# syntax=docker/dockerfile:1
# The service in a container, for yourself alone:
#   docker build --tag natiq . && docker run --env NATIQ_AUTHENTICATION=off --publish 127.0.0.1:8080:8080 natiq
#
# `--volume natiq:/data` keeps what it makes. Where other machines reach it, it takes requests with an API key only:
#   docker run --publish 8080:8080 --volume natiq:/data --volume ./natiq.toml:/etc/natiq.toml:ro \
#     --env NATIQ_CONFIG=/etc/natiq.toml natiq
# examples/natiq.toml says how keys are set.

FROM rust:1.95-slim-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends gcc g++ make python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The runtime goes to where packages have it, and is found there: nothing is fetched when the container starts.
RUN cargo build --release --locked --bin natiq \
    && target/release/natiq setup --data-dir /runtime \
    && install -D target/release/natiq /out/bin/natiq \
    && install -D --mode=644 --target-directory=/out/lib/natiq /runtime/runtime/libonnxruntime.so.*

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends libgcc-s1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin natiq \
    && install -d -o natiq -g natiq -m 700 /data
COPY --from=build /out/ /usr/
COPY LICENSE LICENSE-MIT LICENSE-APACHE NOTICE THIRD-PARTY-LICENSES.txt /usr/share/doc/natiq/
USER 10001
ENV NATIQ_DATA_DIR=/data NATIQ_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["natiq", "serve", "--check"]
ENTRYPOINT ["natiq"]
CMD ["serve"]
