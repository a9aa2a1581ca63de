"""What people may pick: what the site has and the operator left on."""

import dataclasses

import pytest

from sketching import offers
from sketching.models import PluginState
from sketching.offers import NotOfferedError, Wish
from sketching.plugins import registry
from sketching.plugins.options import OptionsError

pytestmark = pytest.mark.django_db


def switch(name: str, *, is_enabled: bool) -> None:
    PluginState.objects.update_or_create(name=name, defaults={"is_enabled": is_enabled})


def names() -> list[str]:
    return [info.name for info in offers.offered()]


def test_a_built_in_plugin_is_on_until_somebody_switches_it_off() -> None:
    PluginState.objects.all().delete()
    assert "pencil" in names()
    switch("pencil", is_enabled=False)
    assert "pencil" not in names()


def test_an_outside_plugin_is_off_until_somebody_switches_it_on() -> None:
    PluginState.objects.all().delete()
    assert "dummy" in registry.plugins()
    assert "dummy" not in names()
    switch("dummy", is_enabled=True)
    assert "dummy" in names()


def test_an_experimental_plugin_is_off_until_somebody_switches_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    PluginState.objects.all().delete()
    experimental = dataclasses.replace(registry.plugins()["pencil"].info, is_experimental=True)
    plugin = dataclasses.replace(registry.plugins()["pencil"], info=experimental)
    monkeypatch.setitem(registry.plugins(), "pencil", plugin)
    assert "pencil" not in names()
    offers.list_states()
    assert not PluginState.objects.get(name="pencil").is_enabled
    switch("pencil", is_enabled=True)
    assert "pencil" in names()


def test_they_are_offered_in_the_order_of_the_registry(dummy: str) -> None:
    assert names() == [name for name in registry.plugins() if name in names()]


def test_a_state_of_a_plugin_that_is_gone_offers_nothing() -> None:
    switch("gone", is_enabled=True)
    assert "gone" not in names()


def test_every_plugin_gets_its_row_and_keeps_its_state() -> None:
    PluginState.objects.all().delete()
    switch("pencil", is_enabled=False)
    offers.list_states()
    states = dict(PluginState.objects.values_list("name", "is_enabled"))
    assert set(states) == set(registry.plugins())
    assert states["pencil"] is False


def test_a_checked_wish_is_complete() -> None:
    wish = offers.check("pencil", {"shading": "none"})
    assert wish.plugin == "pencil"
    assert wish.options["shading"] == "none"
    assert set(wish.options) == set(registry.info("pencil").options["properties"])
    assert isinstance(wish, Wish)


@pytest.mark.parametrize("name", ["dummy", "oil", "", "../pencil"])
def test_an_unknown_plugin_and_one_that_is_off_are_the_same(name: str) -> None:
    switch("dummy", is_enabled=False)
    with pytest.raises(NotOfferedError):
        offers.check(name, {})


def test_options_of_another_plugin_are_refused(dummy: str) -> None:
    with pytest.raises(OptionsError):
        offers.check("pencil", {"mode": "draw"})
