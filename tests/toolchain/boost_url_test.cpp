// A trap of Boost.URL 1.81 for which parse_url() reads URLs itself. A failure here after an upgrade is good news.

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <gtest/gtest.h>

namespace {

TEST(BoostUrlTest, TakesAHostThatBeginsLikeAnAddressForThatAddress) {
  const auto url = boost::urls::parse_absolute_uri("http://127.0.0.1.example.com/x");
  ASSERT_TRUE(url.has_value()) << "fixed: it is refused";
  EXPECT_EQ(url->encoded_host(), "127.0.0.1") << "fixed: parse_url() may use Boost.URL again";
}

}  // namespace
