import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/PasswordInput.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/Group.css';
import '@mantine/core/styles/Stack.css';
import '@mantine/core/styles/Text.css';
import '@mantine/core/styles/Title.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Badge.css';
import '@mantine/core/styles/Alert.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Table.css';
import '@mantine/core/styles/NavLink.css';
import '@mantine/core/styles/Skeleton.css';
import '@mantine/core/styles/Anchor.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/NumberInput.css';
import '@mantine/core/styles/VisuallyHidden.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/Tabs.css';
import '@mantine/core/styles/Container.css';
import '@mantine/core/styles/Flex.css';
import '@mantine/core/styles/SimpleGrid.css';
import '@mantine/core/styles/Divider.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/InlineInput.css';
import './theme.css';
import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver } from '@mantine/core';

const FONT = "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei UI', 'Noto Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif";

/** What opens is there at once: whoever is busy waits for no fading in, and reads no half-faint letters. */
const AT_ONCE = { defaultProps: { transitionProps: { duration: 0 } } };

/** Warm paper and ink with one accent, deep jade; amber and vermilion are kept for time and harm (design.md). */
export const theme = createTheme({
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '600' },
  defaultRadius: 6,
  primaryColor: 'jade',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  components: { Modal: AT_ONCE, ModalRoot: AT_ONCE, Menu: AT_ONCE, Popover: AT_ONCE },
  // Mantine chooses the letters on a filled button by the light theme's shade; the lighter one of the dark theme wants dark letters.
  variantColorResolver: (input) => {
    const usual = defaultVariantColorsResolver(input);
    if (input.variant !== 'filled') return usual;
    return input.color === 'red' ? { ...usual, color: 'var(--fy-on-red)' } : input.color === undefined || input.color === 'jade' ? { ...usual, color: 'var(--mantine-primary-color-contrast)' } : usual;
  },
  colors: {
    jade: ['#e9f5f2', '#d3e9e4', '#a6d3c9', '#77bcad', '#4fa896', '#2f9482', '#1a7c6c', '#0f6b5c', '#0b574b', '#07443a'],
    gray: ['#f7f5f0', '#efece5', '#e3dfd6', '#d3cec3', '#b9b3a6', '#8f897c', '#6b665b', '#4d4942', '#33302b', '#1f1d1a'],
    dark: ['#e8e6e1', '#c9c6bf', '#a8a59d', '#8b8880', '#4a4d49', '#363936', '#2a2d2a', '#1c1f1c', '#141614', '#0d0f0d'],
    yellow: ['#fdf5e6', '#f8e6c3', '#f2d296', '#eabd65', '#dfa63b', '#cb8f22', '#b7791f', '#8f5c10', '#6f4400', '#4a2d00'],
    red: ['#fdeeec', '#f9d6d2', '#f2ada5', '#e98276', '#dd5b4c', '#cf4535', '#c0392b', '#a62d20', '#8f2117', '#66140d'],
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfaf7', '--mantine-color-text': '#1c2321', '--mantine-color-dimmed': '#5d584d', '--fy-line': '#e3dfd6', '--fy-calm': '#0b574b', '--fy-soon': '#6f4400', '--fy-late': '#8f2117',
    '--fy-on-red': '#ffffff', '--mantine-color-red-light-color': '#8f2117', '--mantine-color-yellow-light-color': '#6f4400', '--mantine-color-placeholder': '#6b665b',
  },
  dark: {
    '--mantine-color-body': '#141614', '--mantine-color-text': '#e8e6e1', '--mantine-color-dimmed': '#a8a59d', '--fy-line': '#363936', '--fy-calm': '#77bcad', '--fy-soon': '#f0b95a', '--fy-late': '#f28b7d',
    '--fy-on-red': '#141614', '--mantine-color-red-light-color': '#f28b7d', '--mantine-color-yellow-light-color': '#f0b95a', '--mantine-color-placeholder': '#a8a59d',
  },
});
