"""The test run's own ground: servers apart from ``.data/``, and a database and a Redis per worker."""

from django.conf import settings
from django.db import connection


def test_settings_point_at_servers_of_the_test_run():
    assert "/hs-" in settings.DATABASES["default"]["HOST"]
    assert str(settings.BASE_DIR) not in settings.REDIS_URL


def test_redis_of_one_test_is_written(redis_db):
    assert redis_db.dbsize() == 0
    redis_db.set("left", "behind")


def test_redis_of_the_next_test_is_empty(redis_db):
    assert redis_db.dbsize() == 0


def test_each_worker_has_a_redis_of_its_own(redis_db, worker_id):
    number = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    assert redis_db.connection_pool.connection_kwargs["db"] == number


def test_the_database_is_a_real_postgres(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_version_num')::int / 10000")
        name, major = cursor.fetchone()
    assert name.startswith("test_homestretch")
    assert major == 18
