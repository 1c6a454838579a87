// Draws lines over the last minutes as SVG, with a legend that shows their values.

export const WINDOW = 5 * 60_000 // ms

const number = new Intl.NumberFormat('en',
  { maximumSignificantDigits: 3, maximumFractionDigits: 0, roundingPriority: 'morePrecision' })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const LEFT = 52, RIGHT = 8, TOP = 10, BOTTOM = 22 // px around the lines, for the axes

export const exact = (value) => number.format(value)
export const rough = (value) => compact.format(value)
export const micros = scaled([[1e6, 's'], [1e3, 'ms'], [1, 'µs']])
export const bytes = scaled([[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']])

function scaled(units) {
  return (value) => {
    const [size, unit] = units.find(([size]) => value >= size) ?? units.at(-1)
    return `${number.format(value / size)}\u00a0${unit}`
  }
}

export function orDash(format, value) {
  return value == null ? '–' : format(value)
}

export function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'path', 'line', 'text'].includes(name)
  const created = document.createElementNS(svg ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml', name)
  Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value))
  created.append(...children)
  return created
}

// Adds an empty plot to the page. Returns what draws lines into it, up to the last of the samples; a line has a name,
// a color (0 to 11), its value in a sample (none: a gap), and texts for the columns of the legend after the first. One
// that has a note instead is not drawn.
export function addPlot(id, title, format, columns) {
  const svg = element('svg', { role: 'img' })
  const legend = element('tbody')
  const notes = element('p', { class: 'quiet' })
  document.getElementById('plots').append(element('figure', { id },
    element('h2', {}, title),
    svg,
    element('table', {},
      element('thead', {}, element('tr', {}, element('td'), ...columns.map((text) => element('th', { scope: 'col' }, text)))),
      legend),
    notes))

  return (lines, samples) => {
    const shown = lines.filter((line) => !line.note)
    const now = (line) => orDash(format, line.value(samples.at(-1) ?? {}))
    const peak = Math.max(0, ...shown.flatMap((line) => samples.map((sample) => line.value(sample) ?? 0)))
    svg.setAttribute('aria-label', [`${title}, the last ${WINDOW / 60_000} minutes: highest ${format(peak)}`,
      ...shown.map((line) => `${line.name} now ${now(line)}`)].join(', '))
    draw(svg, shown, samples, Math.max(peak, format === bytes ? 3000 : 3), format === exact ? compact.format : format)
    legend.replaceChildren(...shown.map((line) => element('tr', { 'data-line': line.name },
      element('th', { scope: 'row' }, key(line), line.name), element('td', {}, now(line)), ...line.more.map((text) => element('td', {}, text)))))
    const noted = Map.groupBy(lines.filter((line) => line.note), (line) => line.note)
    notes.textContent = [...noted].map(([note, lines]) => `${note}: ${lines.map((line) => line.name).join(', ')}`).join('. ')
  }
}

function key({ color }) {
  return element('svg', { class: 'key', 'aria-hidden': 'true' }, element('path', { class: `line color${color}`, d: 'M1 5h20' }))
}

function draw(svg, lines, samples, peak, format) {
  const { width, height } = svg.getBoundingClientRect()
  const right = width - RIGHT, bottom = height - BOTTOM
  const end = samples.at(-1)?.time ?? 0
  const minutes = Math.min(WINDOW / 60_000, Math.max(1, Math.ceil((end - samples[0]?.time) / 60_000 || 1)))
  const step = niceStep(peak / 3)
  const ticks = Math.max(1, Math.ceil(peak / step))
  const x = (time) => Math.max(LEFT, right - (end - time) / 60_000 / minutes * (right - LEFT))
  const y = (value) => bottom - value / (ticks * step) * (bottom - TOP)

  const parts = []
  for (let tick = 0; tick <= ticks; tick++) {
    const at = y(tick * step)
    parts.push(element('line', { class: 'grid', x1: LEFT, x2: right, y1: at, y2: at }))
    parts.push(element('text', { class: 'y', x: LEFT - 8, y: at + 4 }, format(tick * step)))
  }
  for (let minute = 0; minute <= minutes; minute++) {
    const at = Math.min(x(end - minute * 60_000), right - 8)
    const text = minute === 0 ? 'now' : `−${minute}${minute === minutes ? ' min' : ''}`
    parts.push(element('text', { class: 'x', x: at, y: height - 4 }, text))
  }
  for (const { time } of samples.filter((sample) => sample.restart)) {
    parts.push(element('line', { class: 'restart', x1: x(time), x2: x(time), y1: TOP, y2: bottom }))
  }
  for (const { value, color, filled } of lines) {
    for (const run of runs(samples, value)) {
      const points = run.map((sample) => `${x(sample.time).toFixed(1)} ${y(value(sample)).toFixed(1)}`).join('L')
      if (filled) {
        parts.push(element('path', { class: 'area', d: `M${x(run[0].time)} ${bottom}L${points}L${x(run.at(-1).time)} ${bottom}Z` }))
      }
      // Without the h0 a single point would not show.
      parts.push(element('path', { class: `line color${color}`, d: `M${points}h0` }))
    }
  }
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.replaceChildren(...parts)
}

// 1, 2 or 5 times a power of ten, not below the value.
function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].find((factor) => factor * power >= value) * power
}

// The samples from gap to gap.
function runs(samples, value) {
  const all = [[]]
  for (const sample of samples) {
    if (value(sample) != null) {
      all.at(-1).push(sample)
    }
    else if (all.at(-1).length) {
      all.push([])
    }
  }
  return all.filter((run) => run.length)
}
