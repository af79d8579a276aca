# Verbatim in a container: articles and state in /data, the key to the state in /config.
#
#   docker build -t verbatim .
#   docker run --rm -v verbatim-data:/data -v "$PWD/articles:/articles:ro" verbatim build /articles
#   docker run -d --name verbatim --restart unless-stopped -e TELEGRAM_BOT_TOKEN \
#       -v verbatim-data:/data -v verbatim-config:/config verbatim
#   docker exec verbatim verbatim doctor
#
# The key may be given as VERBATIM_KEY instead; then /config stays empty. Either way back it
# up, and keep it elsewhere than the data.

FROM python:3.13.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# First what changes seldom. Nothing is fetched that the lock files don't know by its hash.
COPY requirements.lock requirements-build.lock ./
RUN python -m pip install --require-hashes --only-binary :all: -r requirements-build.lock \
    && python -m venv /opt/verbatim \
    && /opt/verbatim/bin/python -m pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY seeds seeds
COPY knowledge knowledge
COPY bot bot
RUN python -m pip wheel --no-deps --no-index --no-build-isolation --wheel-dir dist . \
    && /opt/verbatim/bin/python -m pip install --no-deps --no-index dist/*.whl

FROM python:3.13.14-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent verbatim \
    && install --directory --owner=verbatim --group=verbatim --mode=0700 /data /config
COPY --from=build /opt/verbatim /opt/verbatim
ENV PATH=/opt/verbatim/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VERBATIM_LIBRARY_STORE=/data/articles.db \
    VERBATIM_STATE_STORE=/data/state.db \
    VERBATIM_STATE_KEY_FILE=/config/key \
    VERBATIM_OPS_LISTEN=127.0.0.1:9090
WORKDIR /data
VOLUME ["/data", "/config"]
USER 10001:10001
# It asks the bot where that listens: on VERBATIM_OPS_LISTEN, inside the container; without that it
# looks whether a connection to the Bot API is open. Nothing of the environment is needed (-I).
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-I", "-m", "bot.health"]
ENTRYPOINT ["verbatim"]
CMD ["run"]
