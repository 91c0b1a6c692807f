# Fettle for a server: `docker compose up -d` (compose.yaml) builds and starts it; docs/deploy.md explains both. Classic
# builder, too: no "syntax" line, no BuildKit instructions.
ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS build
USER root
WORKDIR /opt/fettle
COPY package.json package-lock.json .npmrc ./
# The embedded database is left out: a server has one of its own.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund
COPY . .

FROM ${BASE_IMAGE}
USER root
RUN dpkg-query -W ca-certificates git tini >/dev/null 2>&1 \
 || { apt-get update \
   && apt-get install -y --no-install-recommends ca-certificates git tini \
   && rm -rf /var/lib/apt/lists/*; }
# Not root. Whoever may use the engine's socket is as good as root on its machine all the same: docs/deploy.md.
RUN groupadd -g 10010 fettle && useradd -u 10010 -g 10010 -d /data -s /usr/sbin/nologin -M fettle \
 && mkdir -p /data && chown 10010:10010 /data && chmod 0700 /data
COPY --from=build --chown=0:0 /opt/fettle /opt/fettle
WORKDIR /opt/fettle
ENV NODE_ENV=production FETTLE_DATA_DIR=/data HOST=0.0.0.0 PORT=3000
USER 10010:10010
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "bin/healthy.mjs"]
ENTRYPOINT ["tini", "--", "node", "bin/fettle.mjs"]
CMD ["start"]
