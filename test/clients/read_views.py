# Tells what psqlODBC says of views and reads from them:
#   read_views.py CONNECTION SCHEMA ROLE:VIEW,VIEW ...
# Lines "view", "column" (as the catalog of the driver has it), "result" (as a result has it) and
# "row", separated by tabs and escaped as COPY does.
import datetime
import decimal
import sys

import pyodbc

TYPES = {-9: 'varchar', -10: 'long varchar', 2: 'numeric', 4: 'integer', -5: 'bigint', -7: 'boolean', 91: 'date', 93: 'timestamp'}
CLASSES = {str: 'varchar', decimal.Decimal: 'numeric', int: 'integer', bool: 'boolean', datetime.date: 'date', datetime.datetime: 'timestamp'}


def text(value):
    if value is None:
        return '\\N'
    if isinstance(value, bool):
        return 't' if value else 'f'
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    if isinstance(value, datetime.datetime):
        return value.strftime('%Y-%m-%d %H:%M:%S.%f')
    return str(value).replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r')


def tell(cursor, schema, view):
    for table in cursor.tables(schema=schema, table=view, tableType='VIEW').fetchall():
        print('view', table.table_name, sep='\t')
    for column in cursor.columns(schema=schema, table=view).fetchall():
        print('column', column.column_name, TYPES.get(column.data_type, column.data_type), column.column_size, column.decimal_digits or 0, sep='\t')
    cursor.execute(f'SELECT * FROM "{schema}"."{view}"')
    for name, of_class, _, _, size, scale, _ in cursor.description:
        print('result', name, CLASSES.get(of_class, of_class), size, scale, sep='\t')
    for row in cursor.fetchall():
        print('row', *map(text, row), sep='\t')


sys.stdout.reconfigure(encoding='utf-8')
for what in sys.argv[3:]:
    role, views = what.split(':')
    connection = pyodbc.connect(f'{sys.argv[1]};UID={role};PWD={role}')
    cursor = connection.cursor()
    cursor.execute("SET timezone = 'UTC'")
    for view in views.split(','):
        tell(cursor, sys.argv[2], view)
    connection.close()
