#include "core/kernel/file.h"
#include "core/kernel/pipe.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <array>

#include <fcntl.h>
#include <sys/stat.h>

using namespace tw;
using namespace std::string_literals;

class FileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createdFilesAreOursAlone();
    void nothingThatIsThereIsOverwritten();
    void bytesAreAppendedAndReadAnywhere();
    void readSaysWhetherItEndedOrWouldBlock();
    void writeTellsHowFarItCame();
    void onlyRegularFilesAreOpened();
    void directoriesAreMadeAndRemoved();
    void temporaryDirectoriesDiffer();

private:
    [[nodiscard]] std::string at(const char* name) const
    {
        return m_directory.filePath(QString::fromLatin1(name)).toStdString();
    }

    QTemporaryDir m_directory{};
};

void FileTest::createdFilesAreOursAlone()
{
    const mode_t before = ::umask(0);
    const UniqueFd file = createPrivateFile(at("ours")).value();
    QVERIFY(makePrivateDirectory(at("folder")).has_value());
    ::umask(before);
    struct stat status
    {};
    QCOMPARE(::stat(at("ours").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0600U);
    QCOMPARE(::stat(at("folder").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0700U);
    QVERIFY((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

void FileTest::nothingThatIsThereIsOverwritten()
{
    QVERIFY(createPrivateFile(at("taken")).has_value());
    QCOMPARE(createPrivateFile(at("taken")).error().code, EEXIST);
    QVERIFY(
        QFile::link(QString::fromStdString(at("target")), QString::fromStdString(at("dangling"))));
    QCOMPARE(createPrivateFile(at("dangling")).error().code, EEXIST);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(at("target"))));
}

void FileTest::bytesAreAppendedAndReadAnywhere()
{
    const UniqueFd file = createPrivateFile(at("bytes")).value();
    QCOMPARE(writeAll(file, "abc\0"s).bytes, 4U);
    QCOMPARE(writeAll(file, "def").bytes, 3U);
    QCOMPARE(fileSize(file).value(), 7U);
    std::string buffer(4, '.');
    QCOMPARE(readAt(file, 2, buffer).value(), 4U);
    QCOMPARE(buffer, "c\0de"s);
    QCOMPARE(readAt(file, 5, buffer).value(), 2U);
    QCOMPARE(readAt(file, 100, buffer).value(), 0U);
}

void FileTest::readSaysWhetherItEndedOrWouldBlock()
{
    Pipe pipe = Pipe::open().value();
    std::array<char, 8> buffer{};
    QVERIFY(!readSome(pipe.readEnd, buffer).value().has_value());
    QCOMPARE(writeAll(pipe.writeEnd, "abc").bytes, 3U);
    QCOMPARE(readSome(pipe.readEnd, buffer).value().value(), 3U);
    pipe.writeEnd.reset();
    QCOMPARE(readSome(pipe.readEnd, buffer).value().value(), 0U);
    QCOMPARE(readSome(UniqueFd{}, buffer).error().message, "read: Bad file descriptor"s);
}

void FileTest::writeTellsHowFarItCame()
{
    const Pipe pipe = Pipe::open().value();
    QCOMPARE(::fcntl(pipe.writeEnd.get(), F_SETFL, O_NONBLOCK), 0);
    const Written written = writeAll(pipe.writeEnd, std::string(4'000'000, 'x'));
    QCOMPARE(written.error.value().code, EAGAIN);
    QCOMPARE(written.bytes, bytesInPipe(pipe.readEnd));
    QVERIFY(written.bytes >= 4096);
}

void FileTest::onlyRegularFilesAreOpened()
{
    QCOMPARE(openForReading(at("missing")).error().message,
             "open " + at("missing") + ": No such file or directory");
    QVERIFY(!openForReading(m_directory.path().toStdString()).has_value());
    QCOMPARE(::mkfifo(at("fifo").c_str(), 0600), 0);
    QCOMPARE(openForReading(at("fifo")).error().message,
             "open " + at("fifo") + ": not a regular file");
}

void FileTest::directoriesAreMadeAndRemoved()
{
    QVERIFY(makePrivateDirectories(at("x/y//z/")).has_value());
    QVERIFY(makePrivateDirectories(at("x/y/z")).has_value());
    QVERIFY(!makePrivateDirectory(at("x")).has_value());
    QVERIFY(!removeDirectory(at("x")).has_value());
    QVERIFY(removeDirectory(at("x/y/z")).has_value());
    QVERIFY(createPrivateFile(at("x/y/file")).has_value());
    QCOMPARE(makePrivateDirectories(at("x/y/file")).error().code, ENOTDIR);
    QVERIFY(removeFile(at("x/y/file")).has_value());
    QVERIFY(!removeFile(at("x/y/file")).has_value());
}

void FileTest::temporaryDirectoriesDiffer()
{
    const std::string parent = m_directory.path().toStdString();
    const std::string first = makeTemporaryDirectory(parent, "tw-").value();
    const std::string second = makeTemporaryDirectory(parent, "tw-").value();
    QVERIFY(first != second);
    QVERIFY(first.starts_with(parent + "/tw-"));
    QVERIFY(!makeTemporaryDirectory(parent + "/missing", "tw-").has_value());
}

QTEST_GUILESS_MAIN(FileTest)
#include "tst_file.moc"
