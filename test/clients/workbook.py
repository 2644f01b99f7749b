# Workbooks without a library: read FILE.xlsx prints its sheets as JSON, write FILE.xlsx makes one of such
# JSON from standard input: {"sheets": [[name, [[cell, ...], ...]], ...]}.  A cell is null, a text, or an
# object: {"n": number}, {"day": "2026-03-31"}, {"bool": true}, {"percent": 0.5}, {"formula": "1+1"}.
import datetime
import html
import json
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/'
STYLES = {'day': 1, 'percent': 2}


def place(reference):
    column = 0
    for letter in re.match('[A-Z]+', reference).group():
        column = column * 26 + ord(letter) - 64
    return column - 1


def read(file):
    with zipfile.ZipFile(file) as book:
        def part(name):
            return ElementTree.fromstring(book.read(name))
        strings = []
        if 'xl/sharedStrings.xml' in book.namelist():
            strings = [''.join(t.text or '' for t in s.iter(MAIN + 't')) for s in part('xl/sharedStrings.xml')]
        targets = {r.get('Id'): r.get('Target') for r in part('xl/_rels/workbook.xml.rels')}
        sheets = []
        for sheet in part('xl/workbook.xml').iter(MAIN + 'sheet'):
            rows = []
            for row in part('xl/' + targets[sheet.get('{%s}id' % OFFICE)].removeprefix('/xl/')).iter(MAIN + 'row'):
                while len(rows) < int(row.get('r')):
                    rows.append([])
                for cell in row.iter(MAIN + 'c'):
                    value = cell.find(MAIN + 'v')
                    if value is None:
                        continue
                    kind = cell.get('t', 'n')
                    found = {'s': lambda: strings[int(value.text)], 'n': lambda: {'n': float(value.text)}, 'b': lambda: {'bool': value.text == '1'}}.get(kind, lambda: value.text)()
                    cells = rows[-1]
                    cells.extend([None] * (place(cell.get('r')) + 1 - len(cells)))
                    cells[-1] = found
            sheets.append([sheet.get('name'), rows])
    return {'sheets': sheets}


def cell_xml(reference, cell):
    if cell is None:
        return ''
    if isinstance(cell, str):
        return '<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (reference, html.escape(cell))
    (kind, value), = cell.items()
    style = STYLES.get(kind, 0)
    if kind == 'bool':
        return '<c r="%s" t="b"><v>%d</v></c>' % (reference, value)
    if kind == 'formula':
        return '<c r="%s"><f>%s</f></c>' % (reference, html.escape(value))
    if kind == 'day':
        value = (datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days
    return '<c r="%s" s="%d"><v>%s</v></c>' % (reference, style, value)


def column_name(column):
    return (column_name(column // 26 - 1) if column >= 26 else '') + chr(65 + column % 26)


def write(file, book):
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    office = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
    main = 'xmlns="%s" xmlns:r="%s"' % (MAIN[1:-1], OFFICE)
    count = len(book['sheets'])
    parts = {
        '[Content_Types].xml': '<Types xmlns="%scontent-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="%ssheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="%sstyles+xml"/>%s</Types>'
        % (PACKAGE, office, office, ''.join('<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>' % (i + 1, office) for i in range(count))),
        '_rels/.rels': '<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (PACKAGE, OFFICE),
        'xl/workbook.xml': '<workbook %s><sheets>%s</sheets></workbook>'
        % (main, ''.join('<sheet name="%s" sheetId="%d" r:id="rId%d"/>' % (html.escape(s[0]), i + 1, i + 1) for i, s in enumerate(book['sheets']))),
        'xl/_rels/workbook.xml.rels': '<Relationships xmlns="%srelationships">%s<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>'
        % (PACKAGE, ''.join('<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (i + 1, OFFICE, i + 1) for i in range(count)), count + 1, OFFICE),
        'xl/styles.xml': '<styleSheet %s><numFmts count="1"><numFmt numFmtId="164" formatCode="DD/MM/YYYY"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>' % main}
    for i, (_, rows) in enumerate(book['sheets']):
        parts['xl/worksheets/sheet%d.xml' % (i + 1)] = '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (main, ''.join(
            '<row r="%d">%s</row>' % (r + 1, ''.join(cell_xml('%s%d' % (column_name(c), r + 1), cell) for c, cell in enumerate(row))) for r, row in enumerate(rows)))
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, head + text)


if sys.argv[1] == 'read':
    sys.stdout.buffer.write(json.dumps(read(sys.argv[2]), ensure_ascii=False).encode())
else:
    write(sys.argv[2], json.load(sys.stdin.buffer))
