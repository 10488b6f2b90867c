# One image for every process of docker-compose.yml; the command decides which one it is.
FROM node:22-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings.production
WORKDIR /srv/roed-traad
COPY requirements/app.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/app.lock
COPY . .
COPY --from=frontend /src/frontend/dist frontend/dist
# Building needs no secret: these values only let the settings load, and the image keeps none of them.
RUN find locale -name '*.po' -execdir pybabel --quiet compile --input-file {} --output-file django.mo ';' \
 && SECRET_KEY=only-while-building-0123456789-abcdefghijklmnopqrstuvwxyz \
    ALLOWED_HOSTS=building DATABASE_URL=postgresql:///building REDIS_URL=redis://building \
    EMAIL_HOST=building DEFAULT_FROM_EMAIL=building@building.example \
    python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --no-create-home roedtraad
USER roedtraad
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--env", "DATABASE_POOL_SIZE=0"]
