"""Engines by address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from avatarsite import backends


def test_a_folder_has_a_place_for_each_kind_of_picture() -> None:
    found = backends.storages("file:///srv/my%20media")
    assert set(found) == {"photos", "sketches", "avatars"}
    assert found["photos"]["OPTIONS"]["location"] == "/srv/my media/photos"


def test_a_bucket_takes_its_keys_prefix_and_endpoint_from_the_address() -> None:
    found = backends.storages("s3://key:sec%2Fret@faces/site?endpoint=http://localhost:9000&region=eu-west-1")
    options = found["sketches"]["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("faces", "site/sketches")
    assert (options["access_key"], options["secret_key"]) == ("key", "sec/ret")
    assert (options["endpoint_url"], options["region_name"]) == ("http://localhost:9000", "eu-west-1")


def test_a_bucket_is_a_storage_that_django_can_make() -> None:
    from django.core.files.storage import storages  # noqa: PLC0415
    from django.core.files.storage.handler import StorageHandler  # noqa: PLC0415

    handler = StorageHandler(backends.storages("s3://key:secret@faces"))
    assert handler["photos"].bucket_name == "faces"
    assert storages["photos"] is not handler["photos"]


def test_another_scheme_is_refused_with_those_there_are() -> None:
    with pytest.raises(ImproperlyConfigured, match="file:///folder or s3://bucket"):
        backends.storages("ftp://somewhere/x")


def test_sqlite_is_made_to_behave_like_a_server_and_others_are_left_alone() -> None:
    embedded = backends.database("", Path("/srv/50% #1?"))
    assert "journal_mode=WAL" in embedded["OPTIONS"]["init_command"]
    assert embedded["NAME"] == "/srv/50% #1?/site.sqlite3"
    postgres = backends.database("postgres://someone:secret@db/site", Path("/srv"))
    assert (postgres["ENGINE"], postgres["HOST"]) == ("django.db.backends.postgresql", "db")
    assert "init_command" not in postgres.get("OPTIONS", {})


def test_a_folder_with_odd_characters_is_the_very_same_in_the_storages_address() -> None:
    found = backends.storages(Path("/srv/50% #1?").as_uri())
    assert found["photos"]["OPTIONS"]["location"] == "/srv/50% #1?/photos"
    assert "%" not in str(backends.socket_path(Path("/srv/50% #1?")))


def test_a_socket_in_a_deep_folder_is_moved_to_where_its_path_fits() -> None:
    assert backends.socket_path(Path("/srv/site/var")) == Path("/srv/site/var/valkey.sock")
    deep = backends.socket_path(Path("/srv") / ("deep" * 40))
    assert len(str(deep)) <= backends.LONGEST_SOCKET_PATH
    assert deep != backends.socket_path(Path("/srv") / ("deeq" * 40))
