import { Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { LadderStep } from '../../../../platform/core/alert.ts';
import { ROLES } from '../../../../platform/core/roles.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { MOST_STEPS, rungKey, rungOf, withMinutes, withoutEmpty, withoutRung, withRung, withStep } from '../../core/ladder-edit.ts';
import { useRungName, type RoleName } from '../alert-ladder.tsx';
import { ALERT_WORDS } from '../alert-words.ts';
import { SETTINGS_WORDS } from '../settings-words.ts';

/** The steps of one kind of alert, to be changed. */
export const LadderEditor = ({ steps: given, parts, isOwn, climbMinutes, roleName, onSave, onCancel }: { steps: readonly LadderStep[]; /** Persons this kind of alert can name. */ parts: readonly string[]; isOwn: boolean; climbMinutes: number; roleName: RoleName; /** Null takes the usual ladder back. */ onSave(steps: readonly LadderStep[] | null): Promise<void>; onCancel(): void }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const alertWords = useWords(ALERT_WORDS);
  const rungName = useRungName(roleName);
  const [steps, setSteps] = useState(given);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const choices = [
    { value: '', label: '' },
    ...(parts.length > 0 ? [{ group: words.people, items: parts.map((part) => ({ value: `part:${part}`, label: alertWords.part[part] ?? part })) }] : []),
    { group: words.posts, items: ROLES.map((role) => ({ value: `role:${role}`, label: roleName(role) })) },
  ];
  return (
    <Stack gap="sm" py="xs">
      <ol className="fy-ladder fy-ladder-edit">
        {steps.map((step, at) => (
          <li key={at}>
            <Group gap="xs" align="center">
              <Text fw={600} size="sm">{words.step(at + 1)}</Text>
              {at > 0 ? <Text size="sm">{words.waitBefore}</Text> : null}
              {at > 0 ? <NumberInput size="xs" w={110} min={1} max={1440} clampBehavior="strict" aria-label={`${words.step(at + 1)} ${words.wait}`} placeholder={words.usualMinutes(climbMinutes)} value={step.afterMinutes ?? ''} onChange={(value) => setSteps(withMinutes(steps, at, typeof value === 'number' ? value : undefined))} /> : null}
              {at > 0 ? <Text size="sm">{words.waitAfter}</Text> : null}
            </Group>
            <Group gap={6} mt={4}>
              {step.who.map((rung) => (
                <span key={rungKey(rung)} className="fy-chip">{rungName(rung)}<button type="button" aria-label={words.dropRung(rungName(rung))} onClick={() => setSteps(withoutRung(steps, at, rungKey(rung)))}>×</button></span>
              ))}
              <NativeSelect size="xs" w={130} aria-label={`${words.step(at + 1)} ${words.addRung}`} value="" data={choices.map((choice) => ('value' in choice ? { ...choice, label: words.addRung } : choice))} onChange={(event) => { if (event.currentTarget.value) setSteps(withRung(steps, at, rungOf(event.currentTarget.value))); }} />
            </Group>
          </li>
        ))}
      </ol>
      {steps.length < MOST_STEPS ? <NativeSelect size="xs" w={180} aria-label={words.addStep} value="" data={choices.map((choice) => ('value' in choice ? { ...choice, label: words.addStep } : choice))} onChange={(event) => { if (event.currentTarget.value) setSteps(withStep(steps, rungOf(event.currentTarget.value))); }} /> : null}
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      <Group gap="xs">
        <Button size="compact-sm" loading={busy} disabled={withoutEmpty(steps).length === 0} onClick={() => void attempt(() => onSave(withoutEmpty(steps)))}>{words.save}</Button>
        {isOwn ? <Button size="compact-sm" variant="default" onClick={() => void attempt(() => onSave(null))}>{words.restore}</Button> : null}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onCancel}>{words.cancel}</Button>
      </Group>
    </Stack>
  );
};
