package io.uppercased.view;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether there is a live view, and what it lets people do.
 *
 * @param enabled whether to show the live view at the root of the web server
 * @param send whether whoever reaches it may send test messages to the service
 */
public record LiveView(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean send) {
}
