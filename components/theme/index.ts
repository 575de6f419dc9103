export { ThemeError, type Brand, type ThemeErrorCode } from './brand.ts';
export { createTheme, readTheme, type ComponentPalette, type ContrastRow, type Theme, type ThemeValues } from './create-theme.ts';
export type { ComponentColor } from './component-tokens.ts';
export type { AliasToken, ColorToken, DesignTokens } from './design-tokens.ts';
export { colorRoles, type ColorRole, type Pair, type Palette } from './palette.ts';
