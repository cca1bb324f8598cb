import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TableKind } from '../../plan/plan.ts'
import { readDays, readMinutes } from './duration.ts'
import { readRecords } from './records.ts'
import { readWhen } from './schedule.ts'
import { readPeriod, readThreshold } from './threshold.ts'

const MINUTES: [string, number | null][] = [
  ['< 5 minutes', 5],
  ['15 mins', 15],
  ['<15min', 15],
  ['1 hour', 60],
  ['4h', 240],
  ['1h 30m', 90],
  ['1 hour and 30 minutes', 90],
  ['5-10 minutes', 10],
  ['Immediate', 0],
  ['Immediate (<5 min)', 5],
  ['Immediate (24/7)', 0],
  ['~5 min (RDS point-in-time)', 5],
  ['15 min (2 hours at night)', 15],
  ['Within 1 hour (office hours)', 60],
  ['30-minute window', 30],
  ['2 weeks', 20160],
  ['0.5 h', 30],
  ['Next business day', null],
  ['2 business days', null],
  ['Best effort', null],
  ['24/7', null],
  ['', null],
]

test('a length of time is read in minutes; what leaves it open is not', () => {
  for (const [cell, minutes] of MINUTES) assert.equal(readMinutes(cell), minutes, cell)
  assert.equal(readDays('90 days'), 90)
  assert.equal(readDays('36 months'), 1095.75)
  assert.equal(readDays('Indefinite'), null)
})

test('a threshold is a comparison with a number, and a period how long it holds', () => {
  assert.deepEqual(readThreshold('> 5% for 5 min'), { operator: '>', value: 5, unit: '%' })
  assert.deepEqual(readThreshold('p99 ≥ 1,500ms'), { operator: '>=', value: 1500, unit: 'ms' })
  assert.deepEqual(readThreshold('more than 3 in 1h'), { operator: '>', value: 3, unit: '' })
  assert.deepEqual(readThreshold('below 10 GB'), { operator: '<', value: 10, unit: 'GB' })
  assert.equal(readThreshold('any failure'), null)
  assert.equal(readPeriod('> 5% for 5 min'), 5)
  assert.equal(readPeriod('>3 in 1h'), 60)
  assert.equal(readPeriod('> 80%'), null)
})

test('a schedule is read from cron, from words, and from a time of day', () => {
  assert.deepEqual(readWhen('Daily 3AM UTC'), { cron: null, everyMinutes: 1440, at: '03:00', zone: 'UTC' })
  assert.deepEqual(readWhen('Every 6 hours'), { cron: null, everyMinutes: 360, at: null, zone: null })
  assert.deepEqual(readWhen('0 2 * * *'), { cron: '0 2 * * *', everyMinutes: null, at: null, zone: null })
  assert.deepEqual(readWhen('Sundays at 14:30'), { cron: null, everyMinutes: 10_080, at: '14:30', zone: null })
  assert.deepEqual(readWhen('12 am daily').at, '00:00')
  assert.deepEqual(readWhen('On compromise'), { cron: null, everyMinutes: null, at: null, zone: null })
})

function records(kind: TableKind, header: string[], ...rows: string[][]) {
  return readRecords(kind, { header, rows: rows.map((cells, index) => ({ line: index + 3, cells })) })
}

test('severities have a rank and minutes to respond in', () => {
  assert.deepEqual(
    records(
      'severity',
      ['Severity', 'Definition', 'Response Time', 'Notification'],
      ['P0', 'Down', '15 minutes', 'Page all'],
      ['🟡 Low', 'Cosmetic', 'Next business day', '-'],
    ),
    [
      {
        is: 'severity',
        line: 3,
        name: 'P0',
        rank: 0,
        responseMinutes: 15,
        response: '15 minutes',
        definition: 'Down',
        notify: 'Page all',
      },
      {
        is: 'severity',
        line: 4,
        name: 'Low',
        rank: 3,
        responseMinutes: null,
        response: 'Next business day',
        definition: 'Cosmetic',
        notify: null,
      },
    ],
  )
})

test('a table of log levels has no severities', () => {
  assert.deepEqual(records('severity', ['Level', 'Description'], ['DEBUG', 'traces']), [])
})

test('escalation levels say whom and after how many minutes', () => {
  assert.deepEqual(
    records(
      'escalation',
      ['Level', 'Contact', 'When'],
      ['L1', 'On call', 'First response'],
      ['L2', 'Lead', "L1 can't resolve in 30 min"],
      ['L3', 'CTO', 'Data loss'],
    ),
    [
      { is: 'escalation', line: 3, level: 1, name: 'L1', contact: 'On call', afterMinutes: 0, after: 'First response' },
      {
        is: 'escalation',
        line: 4,
        level: 2,
        name: 'L2',
        contact: 'Lead',
        afterMinutes: 30,
        after: "L1 can't resolve in 30 min",
      },
      { is: 'escalation', line: 5, level: 3, name: 'L3', contact: 'CTO', afterMinutes: null, after: 'Data loss' },
    ],
  )
  assert.deepEqual(records('escalation', ['Timeframe', 'Action', 'Contact'], ['15-30 minutes', 'Call', 'Lead']), [
    {
      is: 'escalation',
      line: 3,
      level: null,
      name: '15-30 minutes',
      contact: 'Lead',
      afterMinutes: 15,
      after: '15-30 minutes',
    },
  ])
})

test('alarm rules have a threshold and a period', () => {
  assert.deepEqual(
    records(
      'alarms',
      ['Alarm', 'Threshold', 'Action'],
      ['API 5xx Rate', '> 5% for 5 min', 'Page on-call'],
      ['Backup', 'failed', 'Ticket'],
    ),
    [
      {
        is: 'alarm',
        line: 3,
        name: 'API 5xx Rate',
        metric: null,
        threshold: { operator: '>', value: 5, unit: '%' },
        condition: '> 5% for 5 min',
        periodMinutes: 5,
        severity: null,
        action: 'Page on-call',
      },
      {
        is: 'alarm',
        line: 4,
        name: 'Backup',
        metric: null,
        threshold: null,
        condition: 'failed',
        periodMinutes: null,
        severity: null,
        action: 'Ticket',
      },
    ],
  )
})

test('retention is read in days', () => {
  assert.deepEqual(records('retention', ['Table', 'Retention'], ['audit_log', '365 days'], ['invoice', 'forever']), [
    { is: 'retention', line: 3, name: 'audit_log', days: 365, text: '365 days', everyMinutes: null, location: null },
    { is: 'retention', line: 4, name: 'invoice', days: null, text: 'forever', everyMinutes: null, location: null },
  ])
})

test('recovery objectives are read from rows and from columns', () => {
  assert.deepEqual(
    records(
      'rpo_rto',
      ['Metric', 'Target', 'Actual'],
      ['RPO (data loss)', '< 1 hour', '5 min'],
      ['RTO (downtime)', '< 4 hours', '30 min'],
    ),
    [
      { is: 'objective', line: 3, name: 'RPO (data loss)', rpoMinutes: 60, rtoMinutes: null, text: '< 1 hour' },
      { is: 'objective', line: 4, name: 'RTO (downtime)', rpoMinutes: null, rtoMinutes: 240, text: '< 4 hours' },
    ],
  )
  assert.deepEqual(records('rpo_rto', ['Tier', 'RPO', 'RTO'], ['Orders', '5 min', '1h']), [
    { is: 'objective', line: 3, name: 'Orders', rpoMinutes: 5, rtoMinutes: 60, text: '5 min / 1h' },
  ])
})

test('contacts are found in any cell', () => {
  assert.deepEqual(
    records('contacts', ['Role', 'Contact'], ['Database', 'dba@shop.example, #dba, +49 30 1234567'], ['Lead', 'TBD']),
    [
      {
        is: 'contact',
        line: 3,
        name: 'Database',
        email: 'dba@shop.example',
        phone: '+49 30 1234567',
        channel: '#dba',
        url: null,
        text: 'dba@shop.example, #dba, +49 30 1234567',
      },
      { is: 'contact', line: 4, name: 'Lead', email: null, phone: null, channel: null, url: null, text: null },
    ],
  )
})

test('tables of other kinds have no records', () => {
  assert.equal(records('dashboards', ['Name', 'URL'], ['a', 'b']), null)
})
