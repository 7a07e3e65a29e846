#include "tests/support/tidy_test.h"

#include "tests/support/child_check.h"

#include <QTest>

namespace tw {

void TidyTest::init()
{
    m_descriptors = openDescriptors();
}

void TidyTest::cleanup()
{
    QCOMPARE(childCount(), std::size_t{0});
    QCOMPARE(openDescriptors(), m_descriptors);
}

} // namespace tw
