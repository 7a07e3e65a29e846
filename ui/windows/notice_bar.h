#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace tw {

/// A bar above the tree that says what went wrong and offers a way on. Hidden until needed.
class NoticeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    /// `button` is what pressing it does, in words; without words there is none.
    void say(const QString& sentence, const QString& button, std::function<void()> wayOn);

    [[nodiscard]] QString sentence() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* m_sentence{nullptr};
    QPushButton* m_button{nullptr};
    std::function<void()> m_wayOn{};
};

} // namespace tw
