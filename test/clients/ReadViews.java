import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.sql.Types;

/**
 * Tells what pgJDBC says of views and reads from them: ReadViews URL SCHEMA ROLE:VIEW,VIEW ...
 * Lines "view" (with its comment), "remark", "column" (as the catalog of the driver has it), "result" (as a result
 * has it) and "row", separated by tabs and escaped as COPY does.
 */
public class ReadViews
{
    static PrintStream out;

    static String text(String value)
    {
        if (value == null)
            return "\\N";
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }

    static String type(int code)
    {
        switch (code)
        {
            case Types.VARCHAR: return "varchar";
            case Types.NUMERIC: return "numeric";
            case Types.INTEGER: return "integer";
            case Types.BIGINT: return "bigint";
            case Types.BIT: return "boolean";
            case Types.DATE: return "date";
            case Types.TIMESTAMP: return "timestamp";
            default: return "type " + code;
        }
    }

    static String value(ResultSet rows, int column, int code) throws Exception
    {
        String read;
        switch (code)
        {
            case Types.NUMERIC:
                read = rows.getBigDecimal(column) == null ? null : rows.getBigDecimal(column).toPlainString();
                break;
            case Types.INTEGER:
                read = String.valueOf(rows.getInt(column));
                break;
            case Types.BIGINT:
                read = String.valueOf(rows.getLong(column));
                break;
            case Types.BIT:
                read = rows.getBoolean(column) ? "t" : "f";
                break;
            case Types.DATE:
                read = String.valueOf(rows.getDate(column));
                break;
            case Types.TIMESTAMP:
                OffsetDateTime moment = rows.getObject(column, OffsetDateTime.class);
                read = moment == null ? null : moment.withOffsetSameInstant(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS"));
                break;
            default:
                read = rows.getString(column);
        }
        return text(rows.wasNull() ? null : read);
    }

    static void tell(Connection connection, String schema, String view) throws Exception
    {
        DatabaseMetaData catalog = connection.getMetaData();
        try (ResultSet tables = catalog.getTables(null, schema, view, new String[] { "VIEW" }))
        {
            while (tables.next())
                if (tables.getString("TABLE_NAME").equals(view))
                    out.println("view\t" + view + "\t" + text(tables.getString("REMARKS")));
        }
        try (ResultSet columns = catalog.getColumns(null, schema, view, null))
        {
            while (columns.next())
                if (columns.getString("TABLE_NAME").equals(view))
                {
                    String name = columns.getString("COLUMN_NAME");
                    out.println("column\t" + name + "\t" + type(columns.getInt("DATA_TYPE")) + "\t" + columns.getInt("COLUMN_SIZE") + "\t" + columns.getInt("DECIMAL_DIGITS"));
                    out.println("remark\t" + name + "\t" + text(columns.getString("REMARKS")));
                }
        }
        try (Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("SELECT * FROM \"" + schema + "\".\"" + view + "\""))
        {
            ResultSetMetaData result = rows.getMetaData();
            for (int i = 1; i <= result.getColumnCount(); i++)
                out.println("result\t" + result.getColumnLabel(i) + "\t" + type(result.getColumnType(i)) + "\t" + result.getPrecision(i) + "\t" + result.getScale(i));
            while (rows.next())
            {
                StringBuilder line = new StringBuilder("row");
                for (int i = 1; i <= result.getColumnCount(); i++)
                    line.append('\t').append(value(rows, i, result.getColumnType(i)));
                out.println(line);
            }
        }
    }

    public static void main(String[] arguments) throws Exception
    {
        out = new PrintStream(System.out, false, "UTF-8");
        for (int i = 2; i < arguments.length; i++)
        {
            String[] what = arguments[i].split(":");
            try (Connection connection = DriverManager.getConnection(arguments[0], what[0], what[0]))
            {
                for (String view : what[1].split(","))
                    tell(connection, arguments[1], view);
            }
        }
        out.flush();
    }
}
