import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dark, light } from '../ui/theme.ts'
import { contrast } from './contrast.ts'

test('contrast is that of WCAG: white on black 21, and the grey of its examples 4.54', () => {
  assert.equal(contrast('#ffffff', '#000000').toFixed(0), '21')
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54')
})

test('every ink can be read on every ground, in light and dark', () => {
  const inks = ['ink', 'ink_soft', 'ink_faint', 'jade', 'cinnabar', 'amber'] as const
  for (const palette of [light, dark]) {
    for (const ink of inks)
      for (const ground of ['paper', 'raised', 'sunk'] as const)
        assert.ok(contrast(palette[ink], palette[ground]) >= 4.5, `${ink} ${palette[ink]} on ${ground}`)
    assert.ok(contrast(palette.on_jade, palette.jade) >= 4.5, 'words on jade')
    assert.ok(contrast(palette.cinnabar, palette.cinnabar_wash) >= 4.5, 'cinnabar on its wash')
    assert.ok(contrast(palette.amber, palette.amber_wash) >= 4.5, 'amber on its wash')
    // What bounds a control, WCAG 1.4.11.
    assert.ok(contrast(palette.line_strong, palette.raised) >= 3, 'the line of a field')
  }
})
