"""Numbers as Word writes them (ECMA-376 part 1, 17.18.59; where Word departs from it, [MS-OI29500] 2.1.540)."""

from collections.abc import Callable

_DECIMAL_ABOVE = 99_999_999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_LETTERS = 30


def numeral(value: int, style: str) -> str:
    """A number in a format of ``w:numFmt``; formats that are not known, or that end below it, give decimal digits."""
    if style in ("none", "bullet"):
        return ""
    write = _FORMATS.get(style)
    return str(value) if write is None or not 0 <= value <= _DECIMAL_ABOVE else write(value)


def _chinese(digits: str, units: str, *, elide: bool = True) -> Callable[[int], str]:
    """Counting with units. `digits` from zero, `units` ten to ten thousand; `elide` gives 十一 rather than 一十一."""

    def group(value: int) -> str:
        text, zero = "", False
        for power in (3, 2, 1, 0):
            digit = value // 10**power % 10
            if digit:
                text += (digits[0] if zero and text else "") + digits[digit] + (units[power - 1] if power else "")
            zero = digit == 0
        return text

    def write(value: int) -> str:
        if value == 0:
            return digits[0]
        high, low = divmod(value, 10_000)
        text = group(high) + units[3] if high else ""
        text += (digits[0] if high and 0 < low < 1000 else "") + group(low)
        return text[1:] if elide and text.startswith(digits[1] + units[0]) else text

    return write


def _positional(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _to_99(digits: str, counting: Callable[[int], str]) -> Callable[[int], str]:
    """Word counts with units up to 99 only: 九十九, 一〇〇."""
    return lambda value: counting(value) if value < 100 else _positional(digits)(value)


def _series(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if 1 <= value <= len(characters) else str(value)


def _range(first: int, count: int) -> Callable[[int], str]:
    return _series("".join(chr(first + n) for n in range(count)))


def _japanese(value: int) -> str:
    """No zeros, and no 一 in front of 十, 百 and 千."""
    text = _COUNTING(value)
    return (
        text if value == 0 else text.replace("零", "").replace("一十", "十").replace("一百", "百").replace("一千", "千")
    )


def _roman(value: int) -> str:
    if value > 3999:
        return str(value)
    text = ""
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text


def _letters(value: int) -> str:
    """a … z, aa, bb …"""
    repeat, at = divmod(value - 1, 26)
    return "" if value == 0 else chr(97 + at) * (repeat + 1) if repeat < _MOST_LETTERS else str(value)


def _ordinal(value: int) -> str:
    ending = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_DIGITS = "〇一二三四五六七八九"
_COUNTING = _chinese("零一二三四五六七八九", "十百千万")
_TAIWANESE = _chinese("零一二三四五六七八九", "十百千萬")
_CIRCLED, _PARENTHESIZED = _range(0x2460, 20), _range(0x2474, 20)

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": _positional("０１２３４５６７８９"),
    "decimalFullWidth2": _positional("０１２３４５６７８９"),
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "chineseCounting": _to_99(_DIGITS, _COUNTING),
    "chineseCountingThousand": _COUNTING,
    "taiwaneseCounting": _to_99(_DIGITS, _TAIWANESE),
    "taiwaneseCountingThousand": _TAIWANESE,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _chinese("零壹贰叁肆伍陆柒捌玖", "拾佰仟万", elide=False),
    "ideographLegalTraditional": _chinese("零壹貳參肆伍陸柒捌玖", "拾佰仟萬", elide=False),
    "ideographDigital": _positional(_DIGITS),
    "japaneseDigitalTenThousand": _positional(_DIGITS),
    "taiwaneseDigital": _positional(_DIGITS),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _range(0x3220, 10),  # Word draws ㈠ under this name
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _PARENTHESIZED,
    "decimalEnclosedFullstop": _range(0x2488, 20),
}
