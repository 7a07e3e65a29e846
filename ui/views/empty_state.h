#pragma once

#include <QLabel>

namespace tw {

/// What stands where nothing is to be seen yet: a sentence, and what to do next.
class EmptyState final : public QLabel
{
    Q_OBJECT

public:
    /// `hint` may hold a link; linkActivated() tells that it was followed.
    EmptyState(const QString& sentence, const QString& hint, QWidget* parent = nullptr);

    /// Another sentence and hint.
    void say(const QString& sentence, const QString& hint);
};

} // namespace tw
