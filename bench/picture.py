"""Draws ratios as SVG: bars for one figure of many servers, dots for several figures of a few."""

from statistics import median

LEFT, ROOM, ROW, TOP, WIDTH = 280, 410, 34, 52, 760

# Greys and blues that keep their contrast on white and on black.
STYLE = """
  text { font: 14px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #768390 }
  .title { font-weight: 600; font-size: 15px }
  .ours { fill: #2f81f7; font-weight: 600 }
  .bar { fill: #8b949e; fill-opacity: .55 }
  .bar.ours { fill: #2f81f7; fill-opacity: 1 }
  .range, .rail { stroke: #768390; stroke-width: 1.5 }
  .rail { stroke-opacity: .3 }
  .one { stroke: #768390; stroke-dasharray: 3 3 }
  .dot { fill: #768390 }
  .dot.ours { fill: #2f81f7 }
  .key { font-size: 12px }
"""


def svg(title, parts):
    """Puts the parts, each a height and a drawing, below each other."""
    height = sum(part_height for part_height, _ in parts)
    drawn, top = [], 0
    for part_height, drawing in parts:
        drawn.append(f'<g transform="translate(0 {top})">\n{drawing}</g>\n')
        top += part_height
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">
<title>{title}</title>
<style>{STYLE}</style>
{"".join(drawn)}</svg>
"""


def frame(heading, scale, height):
    """The heading, and a dashed line at 1."""
    one = LEFT + scale
    return f"""<text class="title" x="12" y="26">{heading}</text>
<line class="one" x1="{one:.1f}" y1="{TOP - 8}" x2="{one:.1f}" y2="{height}"/>
"""


def ours(label):
    return " ours" if label.startswith("uppercased") else ""


def bars(heading, found):
    """A bar for each server, the highest first, with the range of its rounds."""
    labels = sorted(found, key=lambda label: -median(found[label]))
    scale = ROOM / max(max(numbers) for numbers in found.values())
    bottom = TOP + ROW * len(labels)
    rows = [bar(label, found[label], scale, TOP + ROW * row) for row, label in enumerate(labels)]
    return bottom + 12, frame(heading, scale, bottom) + "".join(rows)


def bar(label, numbers, scale, top):
    middle, least, most = median(numbers) * scale, min(numbers) * scale, max(numbers) * scale
    y = top + 11
    return f"""<text class="label{ours(label)}" x="{LEFT - 12}" y="{y + 5}" text-anchor="end">{label}</text>
<rect class="bar{ours(label)}" x="{LEFT}" y="{top}" width="{middle:.1f}" height="22" rx="3"/>
<line class="range" x1="{LEFT + least:.1f}" y1="{y}" x2="{LEFT + most:.1f}" y2="{y}"/>
<text class="value{ours(label)}" x="{WIDTH - 12}" y="{y + 5}" text-anchor="end">{median(numbers):.2f}</text>
"""


# A shape for each server, so that they can be distinguished without colour.
SHAPES = [
    '<circle class="dot{ours}" cx="{x:.1f}" cy="{y}" r="7"/>',
    '<path class="dot{ours}" d="M{x:.1f} {y}m-6 -6h12v12h-12z"/>',
    '<path class="dot{ours}" d="M{x:.1f} {y}m0 -8l7 13h-14z"/>',
    '<path class="dot{ours}" d="M{x:.1f} {y}m0 -8l8 8l-8 8l-8 -8z"/>',
    '<path class="dot{ours}" d="M{x:.1f} {y}m-2 -7h4v5h5v4h-5v5h-4v-5h-5v-4h5z"/>',
    '<path class="dot{ours}" d="M{x:.1f} {y}m0 8l7 -13h-14z"/>',
]


def dots(heading, found):
    """A row for each figure, with a shape for each server at its ratio, and our ratio as a number."""
    scale = ROOM / max(max(by_label.values()) for by_label in found.values())
    bottom = TOP + ROW * len(found)
    labels = list(next(iter(found.values())))
    rows = [row_of_dots(title, by_label, scale, TOP + 11 + ROW * row)
            for row, (title, by_label) in enumerate(found.items())]
    return bottom + 66, frame(heading, scale, bottom) + "".join(rows) + key(labels, bottom + 20)


def row_of_dots(title, by_label, scale, y):
    # Ours is drawn last, on top.
    shapes = [SHAPES[index].format(ours=ours(label), x=LEFT + number * scale, y=y)
              for index, (label, number) in enumerate(by_label.items())][::-1]
    first = next(iter(by_label))
    return f"""<text class="label" x="{LEFT - 12}" y="{y + 5}" text-anchor="end">{title}</text>
<line class="rail" x1="{LEFT}" y1="{y}" x2="{LEFT + ROOM}" y2="{y}"/>
{"".join(shapes)}
<text class="value{ours(first)}" x="{WIDTH - 12}" y="{y + 5}" text-anchor="end">{by_label[first]:.2f}</text>
"""


def key(labels, top):
    """Explains the shapes, three in a row."""
    entries = []
    for index, label in enumerate(labels):
        x, y = 24 + index % 3 * 250, top + index // 3 * 24
        entries.append(SHAPES[index].format(ours=ours(label), x=x, y=y)
                       + f'<text class="key{ours(label)}" x="{x + 14}" y="{y + 4}">{label}</text>\n')
    return "".join(entries)
