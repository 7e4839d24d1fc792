# One image for every process; which one it is, the command says.
FROM node:24-bookworm-slim AS build
WORKDIR /app
# The image brings Node.js; what is downloaded beside it serves development machines.
COPY package.json package-lock.json nest-cli.json tsconfig*.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts scripts
COPY libs libs
COPY migrations migrations
COPY apps apps
COPY examples examples
RUN node scripts/ensure-built.mjs && npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Served at /docs.
COPY docs/guides docs/guides
COPY docs/errors.md docs/errors.md
# A new volume takes over the owner of the folder it is mounted on.
RUN mkdir /data && chown node:node /data
USER node
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/apps/api/src/main.js"]
