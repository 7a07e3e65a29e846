#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace tw {

/// A narrow bar above a pane that says how what is below differs from what would be there
/// otherwise, and has a button that ends it.
class Strip final : public QWidget
{
    Q_OBJECT

public:
    Strip(const QString& name, QString icon, QWidget* parent = nullptr);

    /// `sentence` is rich text; its links are told by linkActivated().
    void say(const QString& sentence);
    void setButton(const QString& text, const QString& toolTip);
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void linkActivated(const QString& link);
    void ended();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    QLabel* m_sentence{nullptr};
    QToolButton* m_button{nullptr};
};

} // namespace tw
