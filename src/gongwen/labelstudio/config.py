"""The labelling interface: a paragraph among its neighbours, its role (one) and its topics (several or none)."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from ..errors import DataError
from ..labels import Label, LabelSet

CONFIG_FILE = "label-config.xml"
TEXT, ROLE, TOPICS = "text", "role", "topics"
"""Names by which annotations tell what they are about."""
_ROLE_KEYS, _TOPIC_KEYS = "1234567890qwertyiop", "asdfghjkl"
"""Keys of the choices in their order; further ones have none. Label Studio itself takes u."""
_REQUIRED = 'required="true" requiredMessage="请选一个角色"'
_AROUND = "opacity: 0.55; font-size: 90%;"
_PARAGRAPH = "margin: 1em 0; padding: 0.2em 1em; border-left: 4px solid #7a8694; font-size: 115%;"


def label_config(labels: LabelSet) -> str:
    """Labelling interface for a label table, to paste into the project's settings.

    Raises:
        DataError: two roles, or two topics, have one name, by which annotations tell them apart.
    """
    return "".join([
        "<View>\n",
        f'  <View style="{_AROUND}">\n',
        '    <Header value="$where" size="6"/>\n    <Header value="$path" size="6"/>\n',
        '    <Text name="before" value="$before"/>\n  </View>\n',
        f'  <View style="{_PARAGRAPH}">\n    <Text name="{TEXT}" value="$text"/>\n  </View>\n',
        f'  <View style="{_AROUND}">\n    <Text name="after" value="$after"/>\n  </View>\n',
        '  <Header value="角色" size="5"/>\n',
        _choices(ROLE, f'choice="single-radio" {_REQUIRED}', labels.roles, _ROLE_KEYS),
        *_topics(labels.topics),
        "</View>\n",
    ])  # fmt: skip


def _topics(topics: Sequence[Label]) -> Sequence[str]:
    if not topics:
        return ()
    return '  <Header value="主题（可选几个，也可不选）" size="5"/>\n', _choices(
        TOPICS, 'choice="multiple"', topics, _TOPIC_KEYS
    )


def _choices(name: str, kind: str, group: Sequence[Label], keys: str) -> str:
    names = [label.name for label in group]
    for label in group:
        if names.count(label.name) > 1:
            raise DataError(f"the label table has two {name} called {label.name!r}; give one another name")
    lines = [f'  <Choices name="{name}" toName="{TEXT}" {kind} showInline="true">\n']
    for n, label in enumerate(group):
        hotkey = f" hotkey={quoteattr(keys[n])}" if n < len(keys) else ""
        hint = f" hint={quoteattr(label.applies)}" if label.applies else ""
        lines.append(f"    <Choice value={quoteattr(label.name)}{hotkey}{hint}/>\n")
    return "".join([*lines, "  </Choices>\n"])
