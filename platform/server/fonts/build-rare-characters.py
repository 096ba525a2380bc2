"""Builds rare-characters.ttf: what Noto Sans HK and JP have and Noto Sans SC has not, at weight 400.

    pip install fonttools brotli
    npm pack @fontsource-variable/noto-sans-hk@5.3.0 @fontsource-variable/noto-sans-jp@5.3.1   (unpack both)
    python build-rare-characters.py NotoSansSC_400Regular.ttf HK/package/files JP/package/files rare-characters.ttf
"""

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

UNITS_PER_EM = 1000
base, *folders, target = sys.argv[1:]
covered = set(TTFont(base).getBestCmap())
glyphs = {".notdef": TTGlyphPen(None).glyph()}
advances = {".notdef": UNITS_PER_EM}
characters = {}

for path in (file for folder in folders for file in sorted(Path(folder).glob("*.woff2"))):
    font = TTFont(path)
    wanted = [code for code in font.getBestCmap() if code not in covered and code not in characters]
    if not wanted:
        continue
    font = instancer.instantiateVariableFont(font, {"wght": 400}, inplace=True)
    assert font["head"].unitsPerEm == UNITS_PER_EM
    outlines, names = font.getGlyphSet(), font.getBestCmap()
    for code in wanted:
        recorded, pen = DecomposingRecordingPen(outlines), TTGlyphPen(None)
        outlines[names[code]].draw(recorded)
        recorded.replay(pen)
        name = f"u{code:X}"
        glyphs[name], advances[name], characters[code] = pen.glyph(), font["hmtx"][names[code]][0], name

builder = FontBuilder(UNITS_PER_EM, isTTF=True)
builder.setupGlyphOrder(list(glyphs))
builder.setupCharacterMap(characters)
builder.setupGlyf(glyphs)
table = builder.font["glyf"]
builder.setupHorizontalMetrics({name: (advance, getattr(table[name], "xMin", 0) or 0) for name, advance in advances.items()})
builder.setupHorizontalHeader(ascent=1160, descent=-288)
builder.setupNameTable({
    "familyName": "Foyer Rare Characters",
    "styleName": "Regular",
    "uniqueFontIdentifier": "FoyerRareCharacters-1",
    "fullName": "Foyer Rare Characters",
    "psName": "FoyerRareCharacters-Regular",
    "version": "Version 1.000",
    "copyright": "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.",
    "licenseDescription": "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    "licenseInfoURL": "https://openfontlicense.org",
})
builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=1160, usWinDescent=288)
builder.setupPost(keepGlyphNames=False)
builder.save(target)
print(f"{len(characters)} characters")
