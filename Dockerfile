# One image for worker, console and set-up; which of them a container is, its command says. Debian, because the
# Temporal SDK's core needs glibc. Sources run as they are, through tsx.

FROM node:24.21.0-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24.21.0-trixie-slim
# The SDK's core trusts the system's certificates when it speaks TLS to Temporal.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json tsconfig.json ./
COPY activities activities
COPY client client
COPY domain domain
COPY focus focus
COPY ledger ledger
COPY platform platform
COPY post post
COPY scripts scripts
COPY tools tools
COPY workers workers
COPY workflows workflows
COPY yuki yuki
# Everything above belongs to root, so the process can change nothing of itself.
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# Node itself, not npm: signals and exit codes pass without anybody in between.
ENTRYPOINT ["node", "--import", "tsx"]
CMD ["scripts/start.ts", "console"]
