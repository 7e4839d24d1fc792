/** The colours of all our pages, by light and by dark: canal water, paper, ink. */
export const colourStyles = `
:root {
  color-scheme: light dark;
  --paper: #f7f6f2;
  --ink: #16282b;
  --ink-soft: #4a5d60;
  --line: #d5d9d4;
  --field: #ffffff;
  --field-line: #6b7f82;
  --water-deep: #0c3b41;
  --water-high: #155158;
  --surface: #4fa7a9;
  --on-water: #ffffff;
  --on-water-soft: #cfe3e3;
  --accent: #0d5a60;
  --accent-hover: #0a474c;
  --on-accent: #ffffff;
  --good: #1d6b43;
  --good-tint: #e2efe6;
  --bad: #a1301c;
  --bad-tint: #f7e7e2;
  --note: #7a5200;
  --note-tint: #f6ecd6;
  --focus: #0c3b41;
  --focus-on-water: #f3c05f;
  --level: 14%;
}

@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121b1c;
    --ink: #e9efee;
    --ink-soft: #a9b9b9;
    --line: #2e3d3e;
    --field: #0b1213;
    --field-line: #829496;
    --water-deep: #092a2e;
    --water-high: #124146;
    --surface: #3d8a8c;
    --accent: #7fd0ce;
    --accent-hover: #a3e0de;
    --on-accent: #062423;
    --good: #8fd3a8;
    --good-tint: #16301f;
    --bad: #f3a593;
    --bad-tint: #3a1c15;
    --note: #f0c876;
    --note-tint: #33280f;
    --focus: #f3c05f;
  }
}
`;
