# One image for web, worker, beat and migrate. No secret is in it: they come from the environment when it starts.

FROM python:3.12-slim AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
# The lock names every package with its hashes, so there is nothing to resolve and nothing to trust.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
COPY . .
ENV STATIC_ROOT=/app/collected
# The keys below exist for these two commands only; they read none of them.
RUN export SECRET_KEY=build FIELD_KEYS=build HASH_KEY=build STATE_DIR=/tmp/state \
    && for catalogue in centre/locale/*/LC_MESSAGES/*.po; do \
         msgfmt --check-format -o "${catalogue%.po}.mo" "$catalogue" || exit 1; done \
    && /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q centre therapists referrals intake groups research

FROM python:3.12-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /state --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --mode 0700 /state
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# /state is the one folder that is kept: private files. Caches of fonts and charts may go to /tmp.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATE_DIR=/state STATIC_ROOT=/app/collected \
    XDG_CACHE_HOME=/tmp MPLCONFIGDIR=/tmp
USER portal
VOLUME /state
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "deploy/healthcheck.py", "web"]
# A deploy waits a minute for uploads that are under way.
CMD ["gunicorn", "centre.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "3", "--threads", "4", "--timeout", "90", "--graceful-timeout", "60", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
