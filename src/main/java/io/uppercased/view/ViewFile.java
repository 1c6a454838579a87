package io.uppercased.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.HtmlUtils;

/**
 * A file of the live view, kept in memory. Its headers allow it to load from this server
 * only, and not in a frame.
 *
 * @param content its text
 * @param type its media type
 */
record ViewFile(String content, MediaType type) implements HandlerFunction<ServerResponse> {

	private static final String CONTENT_SECURITY_POLICY = String.join("; ", "default-src 'none'", "script-src 'self'",
			"style-src 'self'", "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
			"frame-ancestors 'none'", "require-trusted-types-for 'script'");

	static ViewFile read(String name) throws IOException {
		MediaType type = new MediaType(MediaTypeFactory.getMediaType(name).orElseThrow(), StandardCharsets.UTF_8);
		return new ViewFile(new ClassPathResource(name, ViewFile.class).getContentAsString(StandardCharsets.UTF_8),
				type);
	}

	/**
	 * Returns this file with a value in the place of {@code {{name}}}.
	 */
	ViewFile with(String name, String value) {
		return new ViewFile(this.content.replace("{{" + name + "}}", HtmlUtils.htmlEscape(value)), this.type);
	}

	@Override
	public ServerResponse handle(ServerRequest request) {
		return ServerResponse.ok()
			.contentType(this.type)
			.cacheControl(CacheControl.noCache())
			.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
			.header("X-Content-Type-Options", "nosniff")
			.header("Referrer-Policy", "no-referrer")
			.body(this.content);
	}

}
