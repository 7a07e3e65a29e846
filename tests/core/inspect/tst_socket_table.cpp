#include "core/inspect/socket_table.h"
#include "tests/support/print_values.h"

#include <QTest>

using namespace tw;

namespace {

constexpr std::string_view kTcp
    = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
      "101 1 0000000000000000 100 0 0 10 0\n"
      "   1: 0100007F:A1B2 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 "
      "102 1 0000000000000000 20 4 30 10 -1\n"
      "   2: 0100007F:1F90 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000  1000        0 "
      "103 1 0000000000000000 20 4 30 10 -1\n";

constexpr std::string_view kTcp6
    = "  sl  local_address                         remote_address                        st\n"
      "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000     0        0 201 1 0000000000000000\n"
      "   1: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000200000A:C000 08 "
      "00000000:00000000 00:00000000 00000000     0        0 202 1 0000000000000000\n";

constexpr std::string_view kUnix
    = "Num       RefCount Protocol Flags    Type St Inode Path\n"
      "0000000000000000: 00000002 00000000 00010000 0001 01   301 /run/a b.sock\n"
      "0000000000000000: 00000003 00000000 00000000 0001 03   302\n"
      "0000000000000000: 00000002 00000000 00000000 0002 01   303 @abstract\n";

constexpr std::string_view kNetlink
    = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"
      "0000000000000000 0   4711       00000000 0        0        0     2        0        401\n"
      "0000000000000000 77  0          00000001 0        0        0     2        0        402\n";

/// A socket a line: inode, protocol, local, peer, state.
QString text(const SocketTable& table)
{
    QString lines;
    for (const auto& [inode, socket] : table) {
        lines += QString::number(inode);
        for (const std::string& part : {socket.protocol, socket.local, socket.peer, socket.state}) {
            lines += QLatin1Char('|') + QString::fromStdString(part);
        }
        lines += QLatin1Char('\n');
    }
    return lines;
}

} // namespace

class TestSocketTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inetSocketsHaveAddressesAndState()
    {
        SocketTable table;
        parseInetTable(kTcp, "tcp", {101, 102, 103}, table);
        parseInetTable(kTcp6, "tcp6", {201, 202}, table);
        QCOMPARE(text(table),
                 QStringLiteral("101|tcp|127.0.0.1:8080||LISTEN\n"
                                "102|tcp|127.0.0.1:41394|127.0.0.1:8080|ESTABLISHED\n"
                                "103|tcp|127.0.0.1:8080|127.0.0.1:41394|ESTABLISHED\n"
                                "201|tcp6|[::1]:22||LISTEN\n"
                                "202|tcp6|[::ffff:127.0.0.1]:80|[::ffff:10.0.0.2]:49152|"
                                "CLOSE_WAIT\n"));
    }

    void openDatagramsHaveNoState()
    {
        SocketTable table;
        std::string udp{kTcp};
        udp.replace(udp.find(" 0A "), 4, " 07 ");
        parseInetTable(udp, "udp", {101, 102}, table);
        QCOMPARE(text(table),
                 QStringLiteral("101|udp|127.0.0.1:8080||\n"
                                "102|udp|127.0.0.1:41394|127.0.0.1:8080|ESTABLISHED\n"));
    }

    void unixSocketsHavePaths()
    {
        SocketTable table;
        parseUnixTable(kUnix, {301, 302, 303}, table);
        QCOMPARE(text(table),
                 QStringLiteral("301|unix stream|/run/a b.sock||LISTEN\n"
                                "302|unix stream|||CONNECTED\n"
                                "303|unix datagram|@abstract||\n"));
    }

    void netlinkSocketsHaveTheirFamily()
    {
        SocketTable table;
        parseNetlinkTable(kNetlink, {401, 402}, table);
        QCOMPARE(text(table),
                 QStringLiteral("401|netlink route|port 4711||\n402|netlink 77|port 0||\n"));
    }

    void onlyTheWantedAreTaken()
    {
        SocketTable table;
        parseInetTable(kTcp, "tcp", {102}, table);
        parseUnixTable(kUnix, {}, table);
        QCOMPARE(table.size(), std::size_t{1});
    }

    void cutTablesAreRead()
    {
        for (std::size_t length = 0; length < kTcp6.size(); ++length) {
            SocketTable table;
            parseInetTable(kTcp6.substr(0, length), "tcp6", {201, 202}, table);
            parseUnixTable(kUnix.substr(0, std::min(length, kUnix.size())), {301}, table);
            parseNetlinkTable(kNetlink.substr(0, std::min(length, kNetlink.size())), {402}, table);
            QVERIFY(table.size() <= 4);
        }
        SocketTable table;
        parseInetTable("title\n 0: XX:YY 0100007F:1 ZZ 4 5 6 7 8 101 9\n", "tcp", {101}, table);
        QCOMPARE(text(table), QStringLiteral("101|tcp||127.0.0.1:1|\n"));
    }
};

QTEST_GUILESS_MAIN(TestSocketTable)
#include "tst_socket_table.moc"
