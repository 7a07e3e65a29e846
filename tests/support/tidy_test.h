#pragma once

#include <QObject>

#include <cstddef>

namespace tw {

/// A test program of which each test must end with no child of this process left, zombies
/// included, and with as many descriptors open as it began with.
class TidyTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    virtual void init();
    virtual void cleanup();

private:
    std::size_t m_descriptors{0};
};

} // namespace tw
