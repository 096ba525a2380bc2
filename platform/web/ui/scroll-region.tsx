import type { CSSProperties, ReactNode } from 'react';

/** What may be wider than the screen: scrolled by touch, by wheel, and, because it takes the focus, by the arrow keys. */
export const ScrollRegion = ({ label, style, children }: { label: string; style?: CSSProperties; children: ReactNode }): ReactNode => (
  // The rule wants only controls in the tab order; a part that scrolls and holds none must stand there too (WCAG 2.1.1), and axe asks for it on every page.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div className="fy-scroll" role="region" aria-label={label} style={style} tabIndex={0}>
    {children}
  </div>
);
