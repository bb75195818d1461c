"""What a test of the core may ask for."""

from tests.world import compiled_once, loop, make_world, world, world_database, world_template  # noqa: F401
