import type { ReactNode } from 'react';

/** At target, within the limit, late: one bar, told in words beside it. */
export const ShareBar = ({ good, soon, late, label }: { good: number; soon: number; late: number; label: string }): ReactNode => {
  const whole = good + soon + late;
  if (whole === 0) return null;
  const part = (value: number): string => `${(value / whole) * 100}%`;
  return (
    <span role="img" aria-label={`${label} ${good} / ${soon} / ${late}`} style={{ display: 'flex', height: 14, borderRadius: 3, overflow: 'hidden' }}>
      <span className="fy-bar-good" style={{ width: part(good) }} /><span className="fy-bar-soon" style={{ width: part(soon) }} /><span className="fy-bar-late" style={{ width: part(late) }} />
    </span>
  );
};

const HEIGHT = 90;

/** A month as columns; the numbers stand in a table for whoever cannot see them. */
export const DayBars = ({ days, label, head }: { days: readonly { day: string; value: number }[]; label: string; head: readonly [string, string] }): ReactNode => {
  const most = Math.max(1, ...days.map((day) => day.value));
  const step = 100 / Math.max(1, days.length);
  return (
    <figure style={{ margin: 0 }}>
      <div aria-hidden="true" style={{ fontSize: 12, color: 'var(--mantine-color-dimmed)' }}>{Math.max(0, ...days.map((day) => day.value))}</div>
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" width="100%" height={HEIGHT} aria-hidden="true">
        {days.map((day, index) => <rect key={day.day} x={index * step + step * 0.15} width={step * 0.7} y={30 - (day.value / most) * 30} height={(day.value / most) * 30} fill="var(--mantine-primary-color-filled)"><title>{`${day.day} ${day.value}`}</title></rect>)}
        <line x1="0" x2="100" y1="30" y2="30" stroke="var(--fy-line)" strokeWidth="0.3" />
      </svg>
      <div aria-hidden="true" style={{ display: 'flex', justifyContent: 'space-between', fontSize: 12 }}><span>{days[0]?.day.slice(5)}</span><span>{days[Math.floor(days.length / 2)]?.day.slice(5)}</span><span>{days.at(-1)?.day.slice(5)}</span></div>
      <table className="fy-visually-hidden"><caption>{label}</caption><thead><tr><th>{head[0]}</th><th>{head[1]}</th></tr></thead><tbody>{days.map((day) => <tr key={day.day}><td>{day.day}</td><td>{day.value}</td></tr>)}</tbody></table>
    </figure>
  );
};
