#include "core/base/unique_fd.h"
#include "core/base/write_file.h"
#include "tests/support/print_values.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <array>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

namespace {

std::string contentOf(const std::string& path)
{
    QFile file{QString::fromStdString(path)};
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString()
                                          : std::string{"(unreadable)"};
}

} // namespace

/// Files that are replaced whole, and those that are written through.
class TestWriteFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newFileHasTheModeOfTheUmask();
    void regularFileIsReplacedWhole();
    void linkStaysALink();
    void fifoIsWrittenTo();
    void deviceIsAppendedTo();
    void missingFolderIsNamed();

private:
    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    [[nodiscard]] long entries() const
    {
        return QDir{m_folder.path()}.entryList(QDir::Files).size();
    }

    QTemporaryDir m_folder{};
};

void TestWriteFile::newFileHasTheModeOfTheUmask()
{
    const mode_t before = ::umask(027);
    const auto written = writeFile(path("new"), "hello");
    ::umask(before);
    QCOMPARE(errorOf(written), std::string{});
    struct stat status
    {};
    QCOMPARE(::stat(path("new").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0640U);
    QCOMPARE(contentOf(path("new")), std::string{"hello"});
}

void TestWriteFile::regularFileIsReplacedWhole()
{
    const std::string file = path("old");
    QVERIFY(writeFile(file, std::string(100'000, 'x')).has_value());
    const UniqueFd reader{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    const long before = entries();
    QVERIFY(writeFile(file, "short").has_value());
    QCOMPARE(contentOf(file), std::string{"short"});
    // Whoever had it open still reads the old content, and nothing is left beside it.
    QCOMPARE(::lseek(reader.get(), 0, SEEK_END), 100'000L);
    QCOMPARE(entries(), before);
}

void TestWriteFile::linkStaysALink()
{
    QVERIFY(writeFile(path("target"), "something long").has_value());
    QCOMPARE(::symlink(path("target").c_str(), path("link").c_str()), 0);
    QVERIFY(writeFile(path("link"), "new").has_value());
    QVERIFY(QFileInfo{QString::fromStdString(path("link"))}.isSymLink());
    QCOMPARE(contentOf(path("target")), std::string{"new"});
}

void TestWriteFile::fifoIsWrittenTo()
{
    QCOMPARE(::mkfifo(path("fifo").c_str(), 0600), 0);
    const UniqueFd reader{::open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    QVERIFY(writeFile(path("fifo"), "through").has_value());
    std::array<char, 16> buffer{};
    QCOMPARE(::read(reader.get(), buffer.data(), buffer.size()), 7L);
    QCOMPARE(std::string(buffer.data(), 7), std::string{"through"});
}

void TestWriteFile::deviceIsAppendedTo()
{
    QVERIFY(writeFile(path("log"), "before ").has_value());
    const UniqueFd file{::open(path("log").c_str(), O_WRONLY | O_CLOEXEC)};
    QVERIFY(writeFile("/dev/fd/" + std::to_string(file.get()), "after").has_value());
    QCOMPARE(contentOf(path("log")), std::string{"before after"});
}

void TestWriteFile::missingFolderIsNamed()
{
    const std::string file = path("no/such/file");
    QCOMPARE(errorOf(writeFile(file, "x")), "open " + file + ": No such file or directory");
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestWriteFile)
#include "tst_write_file.moc"
