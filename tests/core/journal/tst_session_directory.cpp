#include "core/journal/journal_writer.h"
#include "core/journal/session_directory.h"
#include "core/kernel/file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace tw;
using namespace std::string_literals;

namespace {

QString text(const std::string& path)
{
    return QString::fromStdString(path);
}

bool isPrivate(const std::string& path)
{
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
                        | QFile::WriteOther | QFile::ExeOther;
    return (QFileInfo{text(path)}.permissions() & others) == 0;
}

void touch(const std::string& path)
{
    if (!createPrivateFile(path)) {
        qFatal("cannot create a file");
    }
}

} // namespace

class SessionDirectoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void missingParentsAreMadePrivate();
    void directoryThatIsThereIsUsedAndKept();
    void secondSessionInOnePlaceIsRefused();
    void temporaryOneIsRemovedWithWhatWeMade();
    void whatIsNotOursStays();
    void movedOneIsRemovedOnce();
    void placesFollowTheEnvironment();
    void recordedOneNeedsAJournal();
    void errorsNameThePath();

private:
    [[nodiscard]] std::string at(const char* name) const
    {
        return m_directory->filePath(QString::fromLatin1(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_directory{};
};

void SessionDirectoryTest::init()
{
    qunsetenv("TMPDIR"); // of the test before: it goes with its directory
    m_directory = std::make_unique<QTemporaryDir>();
    qputenv("TMPDIR", m_directory->path().toUtf8());
}

void SessionDirectoryTest::missingParentsAreMadePrivate()
{
    const auto session = SessionDirectory::create(at("a/b/c"));
    QVERIFY(session.has_value());
    for (const char* name : {"a", "a/b", "a/b/c", "a/b/c/output"}) {
        QVERIFY2(QFileInfo{text(at(name))}.isDir() && isPrivate(at(name)), name);
    }
    QCOMPARE(session->path(), at("a/b/c"));
    QCOMPARE(session->journalPath(), at("a/b/c/events.twj"));
    QCOMPARE(session->outputPath(), at("a/b/c/output"));
}

void SessionDirectoryTest::directoryThatIsThereIsUsedAndKept()
{
    QVERIFY(QDir{}.mkdir(text(at("mine"))));
    touch(at("mine/notes"));
    QVERIFY(SessionDirectory::create(at("mine")).has_value());
    QVERIFY(QFileInfo::exists(text(at("mine/notes"))));
    QVERIFY(QFileInfo::exists(text(at("mine/output"))));
}

void SessionDirectoryTest::secondSessionInOnePlaceIsRefused()
{
    QVERIFY(SessionDirectory::create(at("one")).has_value());
    const auto second = SessionDirectory::create(at("one"));
    QVERIFY(!second.has_value());
    QCOMPARE(second.error().message, "record a session in " + at("one") + ": there is one already");
}

void SessionDirectoryTest::temporaryOneIsRemovedWithWhatWeMade()
{
    std::string path;
    {
        const auto session = SessionDirectory::createTemporary();
        QVERIFY(session.has_value());
        path = session->path();
        QVERIFY(path.starts_with(at("treewarden-")));
        QVERIFY(isPrivate(path));
        QVERIFY(JournalWriter::create(session->journalPath()).has_value());
        touch(session->outputPath() + "/1.stdout");
        touch(session->outputPath() + "/12.stderr");
    }
    QVERIFY(!QFileInfo::exists(text(path)));
    QVERIFY(QDir{m_directory->path()}.isEmpty());
}

void SessionDirectoryTest::whatIsNotOursStays()
{
    touch(at("precious"));
    std::string path;
    {
        const auto session = SessionDirectory::createTemporary();
        QVERIFY(session.has_value());
        path = session->path();
        touch(session->outputPath() + "/notes");
        touch(session->outputPath() + "/1.stdout.gz");
        QVERIFY(QFile::link(text(at("precious")), text(session->outputPath() + "/1.stdout")));
    }
    QVERIFY(QFileInfo::exists(text(path + "/output/notes")));
    QVERIFY(QFileInfo::exists(text(path + "/output/1.stdout.gz")));
    QVERIFY(!QFileInfo{text(path + "/output/1.stdout")}.isSymLink());
    QVERIFY(QFileInfo::exists(text(at("precious"))));
}

void SessionDirectoryTest::movedOneIsRemovedOnce()
{
    auto first = SessionDirectory::createTemporary().value();
    const std::string path = first.path();
    {
        SessionDirectory second = std::move(first);
        QCOMPARE(second.path(), path);
        first = SessionDirectory::createTemporary().value();
        QVERIFY(QFileInfo::exists(text(path)));
    }
    QVERIFY(!QFileInfo::exists(text(path)));
    QVERIFY(QFileInfo::exists(text(first.path())));
}

void SessionDirectoryTest::placesFollowTheEnvironment()
{
    qputenv("XDG_STATE_HOME", "/state");
    QCOMPARE(SessionDirectory::statePath("7").value(), "/state/treewarden/sessions/7"s);
    qputenv("XDG_STATE_HOME", "relative");
    qputenv("HOME", "/home/me");
    QCOMPARE(SessionDirectory::statePath("7").value(),
             "/home/me/.local/state/treewarden/sessions/7"s);
    qunsetenv("HOME");
    QVERIFY(!SessionDirectory::statePath("7").has_value());
    qunsetenv("TMPDIR");
    const auto session = SessionDirectory::createTemporary();
    QVERIFY(session.has_value());
    QVERIFY(session->path().starts_with("/tmp/treewarden-"));
}

void SessionDirectoryTest::recordedOneNeedsAJournal()
{
    QVERIFY(!SessionDirectory::openRecorded(at("nothing")).has_value());
    QVERIFY(SessionDirectory::create(at("recorded")).has_value());
    QVERIFY(!SessionDirectory::openRecorded(at("recorded")).has_value());
    QVERIFY(JournalWriter::create(at("recorded/events.twj")).has_value());
    QVERIFY(SessionDirectory::openRecorded(at("recorded")).has_value());
    QVERIFY(QFileInfo::exists(text(at("recorded/events.twj"))));
}

void SessionDirectoryTest::errorsNameThePath()
{
    touch(at("file"));
    const auto below = SessionDirectory::create(at("file/below"));
    QVERIFY(!below.has_value());
    QVERIFY(below.error().message.starts_with("make directory " + at("file/below")));
    const auto same = SessionDirectory::create(at("file"));
    QVERIFY(!same.has_value());
    QCOMPARE(same.error().code, ENOTDIR);
}

QTEST_GUILESS_MAIN(SessionDirectoryTest)
#include "tst_session_directory.moc"
