"""``/health/live``, ``/health/ready``, ``/health/realtime`` and ``/metrics``, for load balancers and operators."""

import secrets

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db import Error as DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from realestate.lib import checkup, metrics, redis
from realestate.lib.checkup import Finding
from realestate.lib.streams import health as spine


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nobody else, so an ill database does not restart healthy web processes."""
    return JsonResponse({"status": "alive", "version": settings.VERSION})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether pages can be served (503 if not), and what else is not as it should be."""
    answers = checkup.ask_all()
    is_ready = all(answer.ok for answer in answers if answer.essential)
    status = "not ready" if not is_ready else "ready" if all(answer.ok for answer in answers) else "degraded"
    body = {answer.name: {"ok": answer.ok, "says": answer.says} for answer in answers}
    return JsonResponse({"status": status, "checks": body}, status=200 if is_ready else 503)


@require_safe
def realtime(request: HttpRequest) -> JsonResponse:
    """Say how events travel: 503 while they take the slow road or none."""
    try:
        status = spine.status()
    except DatabaseError:
        return JsonResponse({"healthy": False, "mode": "stopped", "says": "The database is away."}, status=503)
    return JsonResponse(status.as_dict(), status=200 if status.healthy else 503)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Return our metrics to whoever holds ``METRICS_TOKEN``; without one, to this machine only."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        allowed = secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    else:
        allowed = settings.IS_LOCAL
    if not allowed:
        return HttpResponseForbidden("Metrics need the METRICS_TOKEN as a bearer token.\n")
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def database() -> Finding:
    """Ask PostgreSQL for its version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return Finding(ok=True, says=f"PostgreSQL {version.split()[0]} answers")


def migrations() -> Finding:
    """Ask whether the tables are those of this release."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    waiting = [f"{step.app_label}.{step.name}" for step, _ in plan]
    return Finding(ok=not waiting, says=f"run `manage.py migrate`: {', '.join(waiting)}" if waiting else "up to date")


def redis_answers() -> Finding:
    """Ping Redis. Without it all goes on, only slower."""
    version = redis.client().info("server")["redis_version"]
    return Finding(ok=True, says=f"Redis {version} answers")


def register() -> None:
    """Add the ground's own questions."""
    checkup.add("database", database, essential=True)
    checkup.add("migrations", migrations, essential=True)
    checkup.add("redis", redis_answers)


urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
    path("health/realtime", realtime, name="health-realtime"),
    path("metrics", numbers, name="metrics"),
]
