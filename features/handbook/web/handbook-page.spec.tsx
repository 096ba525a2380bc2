import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { clauseById } from '../core/clauses.ts';
import { parameterDefaults } from '../core/parameters.ts';
import { ClauseBody } from './clause-source.tsx';
import { HandbookPage } from './console/handbook-page.tsx';
import { ParameterTable } from './console/parameter-table.tsx';

const textOf = (node: ReactNode): string =>
  renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>)
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/\n+/g, '\n');

const timesIn = (text: string, part: string): number => text.split(`\n${part}\n`).length - 1;

describe('handbook page', () => {
  it('given one kept clause (M-13), when shown, then it names its keep and the other 114 are not yet kept', () => {
    const text = textOf(<HandbookPage keeps={[{ clause: 'M-13', by: 'clock', where: '备料时限' }]} values={parameterDefaults()} />);
    expect(timesIn(text, '尚未落实')).toBe(114);
    expect(timesIn(text, '备料时限')).toBe(1);
    expect(text).toContain(clauseById('M-13').text);
  });

  it('given the default limits, when shown, then only the plan’s three numbers are marked as the plan’s', () => {
    expect(timesIn(textOf(<ParameterTable values={parameterDefaults()} />), '计划原文')).toBe(3);
  });

  it('given a centre that changed the plan’s 15 minutes (M-13), when shown, then it is marked a house rule and the plan’s number stays visible', () => {
    const text = textOf(<ParameterTable values={{ ...parameterDefaults(), 'repairs.ready_minutes': 12 }} />);
    expect(timesIn(text, '计划原文')).toBe(2);
    expect(text).toContain('方案原文为 15 分钟');
  });

  it('given the farewell (M-34), when its source is opened, then the verbatim and the mended wording stand side by side, our number last', () => {
    const text = textOf(<ClauseBody clause={clauseById('M-34')} />);
    expect(text).toContain('为你提供服务');
    expect(text).toContain('为您提供服务');
    expect(text.trim().endsWith('本系统编号 M-34')).toBe(true);
  });

  it('given the consent question (M-16), when its source is opened, then our sentence is marked as not in the plan', () => {
    const text = textOf(<ClauseBody clause={clauseById('M-16')} />);
    expect(text.indexOf('方案未写')).toBeGreaterThan(text.indexOf(clauseById('M-16').text));
    expect(text).toContain('请问现在方便进去维修吗');
  });
});
