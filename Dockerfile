# Two stages: wheels are built in the first; the second holds Python, the wheels and nothing else.
FROM python:3.11-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels -c requirements.lock .

FROM python:3.11-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels stadtlotse \
 && useradd --system --uid 10001 --home-dir /var/lib/stadtlotse --create-home stadtlotse
ENV XDG_CACHE_HOME=/var/lib/stadtlotse/cache \
    XDG_DATA_HOME=/var/lib/stadtlotse/data \
    STADTLOTSE_SERVER__HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1
USER stadtlotse
VOLUME /var/lib/stadtlotse
EXPOSE 8800
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8800/.stadtlotse/health', timeout=4)"]
ENTRYPOINT ["stadtlotse"]
CMD ["serve"]
