"""The steps of the database go up, down and up again, and end where the models are."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.kernel.storage import open_engine
from api.migrations import running
from api.migrations.running import downgrade, upgrade
from api.migrations.tables import METADATA, ROOMS

STEPS = ScriptDirectory(str(Path(running.__file__).parent))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """A database in which nothing is yet, of each kind in turn."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        cluster = request.getfixturevalue("cluster")
        name = f"empty_{tmp_path.name[-20:].lower()}"
        cluster.create_database(name)
        engine = open_engine(cluster.url(name))
    yield engine
    engine.dispose()


def told(part: Any) -> str:
    """A part of a table in words, the condition of an index included."""
    options = {name: str(value) for name, value in part.get("dialect_options", {}).items()}
    return repr({**part, "dialect_options": options})


def described(engine: sa.Engine) -> dict[str, object]:
    """Every table with its columns, keys, checks and indexes, but not the mark of the step."""
    found = sa.inspect(engine)
    return {
        table: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)
            ],
            "key": found.get_pk_constraint(table),
            "foreign": sorted(map(told, found.get_foreign_keys(table))),
            "unique": sorted(map(told, found.get_unique_constraints(table))),
            "checks": sorted(map(told, found.get_check_constraints(table))),
            "indexes": sorted(map(told, found.get_indexes(table))),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_up_down_and_up_again_is_up(empty: sa.Engine):
    assert described(empty) == {}

    upgrade(empty)
    once = described(empty)
    downgrade(empty)
    assert described(empty) == {}
    upgrade(empty)

    assert described(empty) == once
    assert set(once) == set(METADATA.tables)


def test_each_step_can_be_taken_back_alone(empty: sa.Engine):
    order = [step.revision for step in reversed(list(STEPS.walk_revisions()))]
    seen = [described(empty)]
    for revision in order:
        upgrade(empty, revision)
        seen.append(described(empty))
    for revision, before in zip(["base", *order[:-1]][::-1], seen[-2::-1], strict=True):
        downgrade(empty, revision)
        assert described(empty) == before


def test_a_second_upgrade_changes_nothing(engine: sa.Engine):
    before = described(engine)
    upgrade(engine)
    assert described(engine) == before


def test_the_migrated_database_is_what_the_models_say(engine: sa.Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_checks_of_the_migrated_database_are_those_of_the_models(engine: sa.Engine):
    found = sa.inspect(engine)
    migrated = {
        (table, check["name"])
        for table in METADATA.tables
        for check in found.get_check_constraints(table)
    }
    declared = {
        (table.name, str(constraint.name))
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint) and constraint.name
    }
    assert migrated == declared


def test_there_is_one_line_of_steps_and_its_numbers_follow_each_other():
    assert len(STEPS.get_heads()) == 1
    steps = [Path(step.path).name[:4] for step in STEPS.walk_revisions()][::-1]
    assert steps == [f"{n:04d}" for n in range(1, len(steps) + 1)]


def test_every_room_with_tables_is_known_to_the_migrations():
    api = Path(running.__file__).parents[1]
    rooms = {path.parent.name for path in api.glob("*/models.py")}
    assert {module.__name__.split(".")[1] for module in ROOMS} - {"kernel"} == rooms
