import { Button, Group, Stack, Text } from '@mantine/core';
import { useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { defineWords, useWords } from '../i18n.tsx';

const WORDS = defineWords({
  zh: { label: '签名', clear: '重写', use: '确认签名', empty: '请先签名' },
  en: { label: 'Signature', clear: 'Clear', use: 'Use signature', empty: 'Please sign first' },
});
/** A dot or a slip of the finger is a signature of nothing. */
const LEAST_LENGTH_PX = 60;

/** A canvas to sign on with finger, pen or mouse; gives a PNG. */
export const SignaturePad = ({ busy, onSign }: { busy: boolean; onSign(picture: Blob): void }): ReactNode => {
  const words = useWords(WORDS);
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | undefined>(undefined);
  const [length, setLength] = useState(0);
  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * event.currentTarget.width) / box.width, y: ((event.clientY - box.top) * event.currentTarget.height) / box.height };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = canvas.current?.getContext('2d');
    if (!last.current || !context) return;
    const next = point(event);
    context.lineWidth = 3;
    context.lineCap = 'round';
    context.strokeStyle = '#1c2321';
    context.beginPath();
    context.moveTo(last.current.x, last.current.y);
    context.lineTo(next.x, next.y);
    context.stroke();
    const moved = Math.hypot(next.x - last.current.x, next.y - last.current.y);
    last.current = next;
    setLength((sum) => sum + moved);
  };
  const clear = () => {
    canvas.current?.getContext('2d')?.clearRect(0, 0, 640, 240);
    setLength(0);
  };
  return (
    <Stack gap="xs">
      <canvas ref={canvas} className="fy-signature" width={640} height={240} role="img" aria-label={words.label}
        onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); last.current = point(event); }}
        onPointerMove={draw} onPointerUp={() => { last.current = undefined; }} />
      {length < LEAST_LENGTH_PX ? <Text size="sm" c="dimmed">{words.empty}</Text> : null}
      <Group gap="xs">
        <Button loading={busy} disabled={length < LEAST_LENGTH_PX} onClick={() => canvas.current?.toBlob((blob) => { if (blob) onSign(blob); }, 'image/png')}>{words.use}</Button>
        <Button variant="subtle" color="gray" onClick={clear}>{words.clear}</Button>
      </Group>
    </Stack>
  );
};
