from io import StringIO

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_no_model_differs_from_its_migrations(db):
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_migration_can_be_undone():
    ours = {"realestate", "crm", "scoring", "outreach", "nurturing", "analytics"}
    stuck = [
        f"{app}.{name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in ours and not all(operation.reversible for operation in migration.operations)
    ]
    assert stuck == []
