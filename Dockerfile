# One image: the controller, and beside it the agent that init containers copy into the pods of sweeps.
#   docker build --tag registry.example.org/macrosweep:0.1.0 .
# Behind a mirror: --build-arg REGISTRY=mirror.example.org/library --build-arg NPM_REGISTRY=https://npm.example.org/

ARG REGISTRY=docker.io/library
ARG NODE=24.21.0-bookworm-slim

FROM ${REGISTRY}/node:${NODE} AS manifests
# Empty: the one that npm asks by itself.
ARG NPM_REGISTRY=
# In the environment, so that installations that an installation starts ask there, too.
ENV npm_config_registry=${NPM_REGISTRY} npm_config_replace_registry_host=always npm_config_audit=false npm_config_fund=false
WORKDIR /build
COPY package.json package-lock.json ./
COPY packages/search/package.json packages/search/

FROM manifests AS build
RUN npm ci
COPY tsconfig.json LICENSE NOTICE ./
COPY bin bin/
COPY packages packages/
COPY proto proto/
COPY scripts scripts/
COPY src src/
COPY web web/
RUN npm run -s build
# By the Node of this image, which has its license beside it.
RUN node scripts/agentBundle.js

FROM manifests AS libraries
RUN npm ci --omit=dev --workspaces=false

FROM ${REGISTRY}/node:${NODE}
ENV NODE_ENV=production
WORKDIR /opt/macrosweep
COPY --from=build /build/package.json /build/LICENSE /build/NOTICE ./
COPY --from=build /build/bin bin/
COPY --from=libraries /build/node_modules node_modules/
COPY --from=build /build/agent-bundle agent-bundle/
COPY --from=build /build/dist dist/
RUN ln -s /opt/macrosweep/bin/macrosweep.js /usr/local/bin/macrosweep && install -d -o 10001 -g 10001 /var/lib/macrosweep
# A number: a kubelet that is to start nobody as root cannot tell whom a name stands for.
USER 10001:10001
# The one folder that is written to; everything else may be read-only.
WORKDIR /var/lib/macrosweep
EXPOSE 7450 7451
ENTRYPOINT ["node", "/opt/macrosweep/bin/macrosweep.js"]
CMD ["controller"]
