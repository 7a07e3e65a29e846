#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QToolButton;

namespace tw {

/// Where a text to look for is typed: the field, how many there are, up, down, and whether capitals
/// count. Knows nothing of what is searched.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget* parent = nullptr);

    [[nodiscard]] QString text() const;
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const;

    /// "3 of 17"
    void setCountText(const QString& text);
    void setHasMatches(bool hasMatches);
    /// Puts the cursor into the field, with all of its text selected.
    void activate();

Q_SIGNALS:
    void termChanged();
    void nextRequested();
    void previousRequested();
    /// Escape: the person goes back to what is searched.
    void left();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void createField();
    QToolButton* createButton(const QString& text, const QString& name);

    QLineEdit* m_field{nullptr};
    QLabel* m_count{nullptr};
    QToolButton* m_previous{nullptr};
    QToolButton* m_next{nullptr};
    QToolButton* m_case{nullptr};
};

/// What stands beside the field: `ordinal` is the match that is looked at, 0 for none.
[[nodiscard]] QString
findCountText(std::size_t ordinal, std::size_t matches, bool isDone, int percent);

} // namespace tw
