# Airflow with Tollwatch's code, for docker-compose.yml. The same locked, hashed dependencies as `make install`; what
# installs them and builds our package (uv, setuptools) is locked and hashed too. The base images come by their tags.
FROM python:3.11-slim-bookworm AS build
ENV VIRTUAL_ENV=/opt/venv UV_LINK_MODE=copy
WORKDIR /opt/tollwatch
COPY requirements-build.lock requirements.lock ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
RUN /opt/venv/bin/uv pip install --no-cache --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE feeds.toml ./
COPY extractors extractors
COPY warehouse warehouse
COPY pipeline pipeline
COPY report report
COPY dags dags
COPY scripts scripts
COPY examples examples
RUN /opt/venv/bin/uv pip install --no-cache --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
# Named volumes take the owner of the folder that they are first mounted on, so nothing has to run as root.
RUN useradd --uid 50000 --home-dir /opt/airflow --create-home tollwatch \
 && install --directory --owner tollwatch /var/lib/tollwatch
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/tollwatch /opt/tollwatch
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/tollwatch/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    TOLLWATCH_HOME=/var/lib/tollwatch \
    TOLLWATCH_FEEDS=/opt/tollwatch/feeds.toml
WORKDIR /opt/tollwatch
USER tollwatch
CMD ["airflow", "version"]
