// Reads the udp endpoint once a second, and shows what changed since the last time.

import { WINDOW, addPlot, bytes, element, exact, micros, orDash, rough } from './plot.js'

const PERIOD = 1000 // ms
const TIMEOUT = 3000 // ms

const { actuator, send } = document.body.dataset
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const samples = [] // oldest first; rates per second, or nothing but the time where there are none

let counts = null // as of the last read
let restarted = ''

const plots = {
  packets: addPlot('packets', 'Packets per second', exact, ['now', '10\u00a0s', '60\u00a0s', 'total']),
  dropped: addPlot('dropped', 'Dropped per second', exact, ['now', 'total']),
  size: addPlot('size', 'Burst size', exact, ['now', 'recent peak']),
  duration: addPlot('duration', 'Duration', micros, ['now', 'recent peak']),
  queue: addPlot('queue', 'Socket queue', bytes, ['now', 'receive buffer']),
  flight: addPlot('flight', 'In flight', exact, ['now', 'limit']),
}

function drawAll() {
  if (!counts) {
    return
  }
  const unavailable = 'Not available with this transport'
  const packets = (name) => [...['10s', '60s'].map((span) => orDash(rough, counts.rates[span]?.[name])), exact(counts[name])]
  plots.packets([
    { name: 'received', color: 0, filled: true, value: (sample) => sample.received, more: packets('received') },
    { name: 'answered', color: 4, value: (sample) => sample.sent, more: packets('sent') },
    ...counts.unanswered ? [{ name: 'unanswered', color: 2, value: (sample) => sample.unanswered, more: packets('unanswered') }] : [],
  ], samples)
  plots.dropped(Object.entries(counts.dropped).map(([reason, total], color) => {
    const value = (sample) => sample.dropped?.[reason]
    const none = total === 0 && !samples.some((sample) => value(sample) > 0)
    return { name: words(reason), color, value, more: [orDash(exact, total)], note: total == null ? unavailable : none && 'None' }
  }), samples)
  plots.size([{ name: 'mean', color: 0, filled: true, value: (sample) => sample.size, more: [exact(counts.maxSize)] }], samples)
  // If the transformer waits, few bursts have a duration: show that of the datagrams.
  plots.duration([counts.limit == null
    ? { name: 'burst', color: 0, filled: true, value: (sample) => sample.micros, more: [micros(counts.maxMicros)] }
    : { name: 'datagram', color: 0, filled: true, value: (sample) => sample.exchangeMicros, more: [micros(counts.maxExchangeMicros)] },
  ], samples)
  byId('flight').hidden = counts.limit == null
  plots.flight([{ name: 'datagrams', color: 0, filled: true, value: (sample) => sample.flight, more: [orDash(exact, counts.limit)] }], samples)
  plots.queue([
    { name: 'queued', color: 0, filled: true, value: (sample) => sample.queue, more: [orDash(bytes, counts.buffer)],
      note: counts.queue == null && unavailable },
  ], samples)
  drawSenders(counts.topSenders)
}

function drawSenders(top) {
  byId('senders').hidden = !top
  if (!top) {
    return
  }
  const { seconds, senders } = top
  byId('senders-note').textContent = `Estimated from a sample of the last ${exact(seconds)} s. Senders whose count is below the error are not shown.`
  byId('senders').querySelector('tbody').replaceChildren(...senders.map(({ address, datagrams, share, shareError, sent, unanswered, dropped, overLimit }) =>
    element('tr', {}, element('th', { scope: 'row' }, address),
      ...[`${percent(share)} ± ${percent(shareError)}`, exact(datagrams), exact(sent), exact(unanswered), exact(overLimit), named(dropped)].map((text) => element('td', {}, text)))))
}

function percent(share) {
  return `${exact(share * 100)}\u00a0%`
}

// What is dropped for each reason, in words.
function named(dropped) {
  return Object.entries(dropped).filter(([, count]) => count > 0).map(([reason, count]) => `${words(reason)} ${exact(count)}`).join(', ') || '0'
}

function addRow({ time, received, sent, unanswered, size, micros: burst, exchangeMicros, flight, queue, dropped }) {
  const date = new Date(performance.timeOrigin + time)
  const cells = [orDash(exact, received), orDash(exact, sent), orDash(exact, unanswered), orDash(exact, size), orDash(micros, burst),
    orDash(micros, exchangeMicros), orDash(exact, flight), orDash(bytes, queue), named(dropped)]
  const body = byId('samples').tBodies[0]
  body.prepend(element('tr', {},
    element('th', { scope: 'row' }, element('time', { datetime: date.toISOString() }, clock.format(date))),
    ...cells.map((text) => element('td', {}, text))))
  while (body.rows.length > WINDOW / PERIOD) {
    body.lastElementChild.remove()
  }
}

function countsOf({ since, packets, bursts, exchanges, sockets, rates = {}, topSenders }) {
  // Null if the transport does not know.
  const sum = (name) => sockets.length && sockets.every((socket) => name in socket)
    ? sockets.reduce((total, socket) => total + socket[name], 0) : null
  return {
    since, received: packets.received, sent: packets.sent, unanswered: packets.unanswered,
    dropped: { ...packets.dropped, kernel: sum('drops') },
    bursts: bursts.count, maxSize: bursts.maxSize,
    timed: bursts.timed, micros: bursts.timed * bursts.meanMicros, maxMicros: bursts.maxMicros,
    limit: exchanges?.limit, flight: exchanges && packets.inFlight,
    exchanges: exchanges?.count, exchangeMicros: exchanges?.count * exchanges?.meanMicros, maxExchangeMicros: exchanges?.maxMicros,
    queue: sum('queuedBytes'), buffer: sum('receiveBuffer'), rates, topSenders,
  }
}

function sampleOf(before, after) {
  const seconds = (after.time - before.time) / 1000
  const rate = (from, to) => from == null || to == null ? null : (to - from) / seconds
  const mean = (sum, count) => after[count] > before[count] ? (after[sum] - before[sum]) / (after[count] - before[count]) : null
  return {
    time: after.time,
    received: rate(before.received, after.received),
    sent: rate(before.sent, after.sent),
    unanswered: rate(before.unanswered, after.unanswered),
    dropped: Object.fromEntries(Object.entries(after.dropped).map(([reason, to]) => [reason, rate(before.dropped[reason], to)])),
    size: mean('received', 'bursts'),
    micros: mean('micros', 'timed'),
    exchangeMicros: mean('exchangeMicros', 'exchanges'),
    flight: after.flight,
    queue: after.queue,
  }
}

function take(page, time) {
  const before = counts
  counts = { time, ...countsOf(page) }
  if (before && before.since !== counts.since) {
    restarted = ` Restarted before ${clock.format(new Date())}.`
    samples.push({ time, restart: true })
  }
  else if (before) {
    samples.push(sampleOf(before, counts))
    addRow(samples.at(-1))
  }
  const [socket] = page.sockets
  byId('socket').textContent = socket ? `${short(socket.address)}, UDP port ${socket.port}, ${socket.transport} transport` : ''
}

async function read(name, ...accepted) {
  const url = `${actuator}/${name}`
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) }).catch(() => {
    throw new Error('The service does not answer. Trying again every second.')
  })
  if (!accepted.includes(response.status)) {
    throw new Error(`Cannot read ${new URL(url, location).pathname}: HTTP ${response.status}. `
      + 'Is it exposed (management.endpoints.web.exposure.include), and on this port (management.server.port)?')
  }
  return response.json()
}

async function look() {
  const start = performance.now()
  try {
    const page = await read('udp', 200)
    take(page, (start + performance.now()) / 2)
  }
  catch (error) {
    samples.push({ time: performance.now() })
    throw error
  }
  finally {
    while (samples[0]?.time < samples.at(-1)?.time - WINDOW) {
      samples.shift()
    }
    drawAll()
  }
  const health = await read('health', 200, 503)
  say(health.status === 'UP' ? 'up' : 'down', healthText(health) + restarted)
}

function healthText({ status, components = {} }) {
  if (status === 'UP') {
    return 'Healthy.'
  }
  return `${status}: ` + Object.entries(components).filter(([, component]) => component.status !== 'UP')
    .map(([name, { details = {} }]) => [name, ...Object.entries(details).map((detail) => detail.join(': '))].join(', ')).join('; ')
}

// The samples from before this page was opened.
async function lookBack() {
  const now = performance.now()
  for (const { ageMillis, page } of await read('udp/history', 200)) {
    take(page, now - ageMillis)
  }
}

async function lookAgain() {
  const start = performance.now()
  if (!isPaused()) {
    await look().catch((error) => say('lost', error.message))
  }
  setTimeout(lookAgain, PERIOD - (performance.now() - start))
}

// Only when it changes, because a screen reader reads it out.
function say(state, text) {
  const status = byId('status')
  if (status.textContent !== text && (state === 'paused') === isPaused()) {
    status.className = state
    status.textContent = text
  }
}

function isPaused() {
  return byId('pause').getAttribute('aria-pressed') === 'true'
}

function pause() {
  byId('pause').setAttribute('aria-pressed', !isPaused())
  say('paused', 'Paused.')
}

async function sendMessage(event) {
  event.preventDefault()
  const reply = byId('reply')
  try {
    const response = await fetch('live-view/send', {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: byId('message').value,
      signal: AbortSignal.timeout(TIMEOUT),
    })
    reply.className = response.ok ? '' : 'error'
    reply.textContent = await response.text()
  }
  catch {
    reply.className = 'error'
    reply.textContent = 'The service does not answer.'
  }
}

// An IPv6 address with its longest run of zeros left out: RFC 5952.
function short(address) {
  const [longest] = (address.match(/\b0(:0)+\b/g) ?? []).sort((one, other) => other.length - one.length)
  return longest ? address.replace(new RegExp(`(^|:)${longest}(:|$)`), '::') : address
}

function words(reason) {
  return reason.replaceAll('_', ' ')
}

function byId(id) {
  return document.getElementById(id)
}

byId('pause').addEventListener('click', pause)
byId('send').addEventListener('submit', sendMessage)
byId('send').hidden = send !== 'true'
new ResizeObserver(drawAll).observe(byId('plots'))
lookBack().catch(() => {}).then(lookAgain)
