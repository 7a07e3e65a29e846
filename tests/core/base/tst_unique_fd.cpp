#include "core/base/unique_fd.h"
#include "tests/support/print_values.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace tw {

namespace {

bool isOpenInKernel(int descriptor)
{
    return ::fcntl(descriptor, F_GETFD) != -1;
}

int openNull()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

} // namespace

/// Who owns a descriptor, and when it is closed.
class TestUniqueFd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesWhatItHoldsWhenItGoes();
    void moveEmptiesTheSource();
    void moveIntoAnOwnerClosesWhatItHeld();
    void moveToItselfKeepsTheDescriptor();
    void releaseGivesTheDescriptorAway();
    void resetKeepsErrno();
};

void TestUniqueFd::closesWhatItHoldsWhenItGoes()
{
    int number = -1;
    {
        const UniqueFd owner{openNull()};
        number = owner.get();
        QVERIFY(isOpenInKernel(number));
    }
    QVERIFY(!isOpenInKernel(number));
}

void TestUniqueFd::moveEmptiesTheSource()
{
    UniqueFd first{openNull()};
    const int number = first.get();
    const UniqueFd second{std::move(first)};
    QVERIFY(!first.isOpen()); // NOLINT(bugprone-use-after-move): this is what is tested
    QCOMPARE(second.get(), number);
    QVERIFY(isOpenInKernel(number));
}

void TestUniqueFd::moveIntoAnOwnerClosesWhatItHeld()
{
    UniqueFd first{openNull()};
    UniqueFd second{openNull()};
    const int closed = second.get();
    const int kept = first.get();
    second = std::move(first);
    QVERIFY(!isOpenInKernel(closed));
    QCOMPARE(second.get(), kept);
}

void TestUniqueFd::moveToItselfKeepsTheDescriptor()
{
    UniqueFd owner{openNull()};
    const int number = owner.get();
    UniqueFd& same = owner;
    owner = std::move(same);
    QCOMPARE(owner.get(), number);
    QVERIFY(isOpenInKernel(number));
}

void TestUniqueFd::releaseGivesTheDescriptorAway()
{
    UniqueFd owner{openNull()};
    const int number = owner.release();
    QVERIFY(!owner.isOpen());
    owner.reset();
    QVERIFY(isOpenInKernel(number));
    ::close(number);
}

void TestUniqueFd::resetKeepsErrno()
{
    // A number that nothing is open under: close() fails and sets errno.
    UniqueFd owner{openNull()};
    ::close(owner.get());
    errno = ENOENT;
    owner.reset();
    QCOMPARE(errno, ENOENT);
}

} // namespace tw

QTEST_GUILESS_MAIN(tw::TestUniqueFd)
#include "tst_unique_fd.moc"
