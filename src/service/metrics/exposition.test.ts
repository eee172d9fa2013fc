import { expect, it } from 'vitest';
import { counter, exposition, gauge } from './exposition.ts';
import { OperationMetrics } from './operation-metrics.ts';

it('writes the text format, 0.0.4', () => {
  expect(
    exposition([
      gauge('a', 'A line\nand a \\.', 1.5),
      gauge('unknown', 'Left out.', null),
      {
        name: 'b_total',
        type: 'counter',
        help: 'b',
        samples: [
          { labels: { x: 'say "hi"\\\n' }, value: Infinity },
          { labels: { x: '', y: 'ü' }, value: NaN },
        ],
      },
      counter('c_total', 'c', 3),
    ]),
  ).toBe(
    [
      '# HELP a A line\\nand a \\\\.',
      '# TYPE a gauge',
      'a 1.5',
      '# HELP b_total b',
      '# TYPE b_total counter',
      'b_total{x="say \\"hi\\"\\\\\\n"} +Inf',
      'b_total{x="",y="ü"} NaN',
      '# HELP c_total c',
      '# TYPE c_total counter',
      'c_total 3',
      '',
    ].join('\n'),
  );
});

it('counts runs by how they ended, and their times in buckets that add up', () => {
  const operations = new OperationMetrics();
  for (const seconds of [0.0001, 0.0005, 0.003, 0.3, 60]) operations.observe('Decrypt', 'allowed', seconds);
  operations.observe('Decrypt', 'fault', 0.02);
  const lines = exposition(operations.metrics()).split('\n');
  expect(lines).toContain('keydesk_operations_total{operation="Decrypt",outcome="allowed"} 5');
  expect(lines).toContain('keydesk_operations_total{operation="Decrypt",outcome="fault"} 1');
  const buckets = lines.filter((line) => line.includes('_bucket{')).map((line) => Number(line.split(' ')[1]));
  expect(buckets).toEqual([2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6]);
  expect(lines).toContain('keydesk_operation_duration_seconds_bucket{operation="Decrypt",le="0.0005"} 2');
  expect(lines).toContain('keydesk_operation_duration_seconds_count{operation="Decrypt"} 6');
});
